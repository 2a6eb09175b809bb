namespace LlmMonitor.Core.Safety.Rates;

/// <summary>
/// Fixed stretches of UTC time that are judged once they are over: as their looks can be counted, the chance of a false alarm can be shared out among
/// them. Short ones find what is bad soon, long ones what is rare.
/// </summary>
public sealed record RateWindow(string Name, TimeSpan Length)
{
    private const double PromiseDays = 90;

    /// <summary>For the gate's counts, which are whole after seconds.</summary>
    public static IReadOnlyList<RateWindow> OfChecks { get; } =
    [new("ten minutes", TimeSpan.FromMinutes(10)), new("hour", TimeSpan.FromHours(1)), new("day", TimeSpan.FromDays(1))];

    /// <summary>For verdicts of the judge.</summary>
    public static IReadOnlyList<RateWindow> OfVerdicts { get; } =
    [new("hour", TimeSpan.FromHours(1)), new("day", TimeSpan.FromDays(1)), new("week", TimeSpan.FromDays(7))];

    /// <summary>How often it ends in 90 days.</summary>
    public double Looks => PromiseDays / Length.TotalDays;

    /// <summary>The last one that was over for <paramref name="settle"/>.</summary>
    public (DateTimeOffset From, DateTimeOffset Before) LastAt(DateTimeOffset now, TimeSpan settle)
    {
        var ticks = (now - settle).UtcTicks;
        var before = new DateTimeOffset(ticks - ticks % Length.Ticks, TimeSpan.Zero);
        return (before - Length, before);
    }

    /// <summary>
    /// The risk that each look may take so that all looks at all subjects in 90 days together ring falsely with at most this chance (Bonferroni).
    /// </summary>
    public double RiskOf(double chance, int windows, int subjects) => chance / (windows * Math.Max(1, subjects) * Looks);
}
