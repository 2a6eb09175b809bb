using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Reports;

/// <summary>The day against the seven days before it.</summary>
/// <param name="NDays">How many of them had at least one call with a known price; the others are left out, since nothing recorded
/// is not $0.</param>
/// <param name="MeanUsd">Their mean; null where there are none.</param>
/// <param name="Ratio">The day's total over that mean; null where either is not known or the mean is 0.</param>
/// <param name="Unknown">Why <paramref name="Ratio"/> is null.</param>
public sealed record CostHistory(int NDays, PicoUsd? MeanUsd, double? Ratio, string? Unknown)
{
    public const int LongestDays = 7;

    internal static bool HasKnownCost(CostReport report) => report.NCalls > report.Unpriced.NCalls;

    internal static CostHistory Of(PicoUsd? total, IReadOnlyList<CostReport> earlier)
    {
        if (earlier.Count == 0)
            return new(0, null, null, $"None of the {LongestDays} days before has a call with a known price.");
        var mean = Mean(earlier.Select(report => report.TotalUsd), earlier.Count);
        if (total is not { } known)
            return new(earlier.Count, mean, null, "What the day cost is not known.");
        return mean == PicoUsd.Zero
            ? new(earlier.Count, mean, null, "The days before cost nothing.")
            : new(earlier.Count, mean, (double)known.Pico / (double)mean.Pico, null);
    }

    /// <summary>Rounded to the nearest pico-dollar.</summary>
    internal static PicoUsd Mean(IEnumerable<PicoUsd> amounts, int count) =>
        new((amounts.Aggregate(PicoUsd.Zero, PicoUsd.Add).Pico + count / 2) / count);
}
