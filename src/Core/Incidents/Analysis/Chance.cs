namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>A p-value in a sentence, as papers write it. The exact one stands in the findings.</summary>
internal static class Chance
{
    private const double Least = 0.0001;

    public static string Text(double p) => p < Least ? "p < 0.0001" : FormattableString.Invariant($"p = {p:0.####}");
}
