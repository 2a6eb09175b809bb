using LlmMonitor.Core.Statistics;
using MathNet.Numerics.Distributions;

namespace LlmMonitor.Core.Monitors;

/// <summary>
/// Whether the bad share of a window surely rose above that of the four weeks before. Two tests must agree. Fisher's exact one holds its risk while every
/// outcome is bad with the same chance. Days that differ by more than that (weekends, campaigns) are no news: so Student's t of the rise, its variance φ
/// times the binomial one, must agree, with φ from the days of the reference (quasi-likelihood: Wedderburn, Biometrika 61, 1974) and their degrees of freedom.
/// </summary>
public static class ChangeRules
{
    /// <summary>Fewer days say nothing about how days differ.</summary>
    private const int DaysForScatter = 5;

    /// <param name="windows">Among how many the chance is shared out.</param>
    public static ChangeLook Look(
        IReadOnlyList<ChangeBlock> blocks,
        ChangeWindow window,
        int windows,
        DateTimeOffset now,
        TimeSpan settle,
        ChangeLimits limits
    )
    {
        var (from, before) = window.LastAt(now, settle);
        var seen = Sum(blocks.Where(block => block.Start >= from && block.Start < before));
        var earlier = blocks
            .Where(block => block.Start < from && block.Start >= from - ChangeWindow.Reference)
            .Where(block => !window.SameTimeOfDay || block.Start.TimeOfDay == from.TimeOfDay)
            .ToList();
        var reference = Sum(earlier);
        var risk = limits.RiskOf(window, windows);
        var look = new ChangeLook(window, from, before, seen, reference, 1, 1, risk, null);
        if (seen.N == 0)
            return look with { Unknown = "too_few" };
        if (reference.N < limits.LeastReference)
            return look with { Unknown = "no_baseline" };
        var days = earlier.GroupBy(block => block.Start.UtcDateTime.Date).Select(Sum).Where(day => day.N > 0).ToList();
        if (days.Count < DaysForScatter)
            return look with { Unknown = "no_baseline" };
        var scatter = ScatterOf(days, reference.Share);
        var p = Math.Max(
            FisherExact.Greater(seen.Bad, seen.N, reference.Bad, reference.N),
            OfScatteredDays(seen, reference, scatter, days.Count - 1)
        );
        return look with { PValue = p, Scatter = scatter, Rings = p <= risk && seen.Share - reference.Share >= limits.LeastRise };
    }

    /// <summary>Pearson's χ² of the days by its degrees of freedom; 1 where they scatter no more widely than chance makes them.</summary>
    private static double ScatterOf(List<ChangeCount> days, double share) =>
        share is 0 or 1
            ? 1
            : Math.Max(1, days.Sum(day => Math.Pow(day.Bad - day.N * share, 2) / (day.N * share * (1 - share))) / (days.Count - 1));

    /// <summary>How likely such a rise is among days that scatter so; 1 where there is none.</summary>
    private static double OfScatteredDays(ChangeCount seen, ChangeCount reference, double scatter, int freedom)
    {
        var rise = seen.Share - reference.Share;
        if (rise <= 0)
            return 1;
        // Shares that scatter lean to the right: a high one scatters as widely as a high share does.
        var pooled = new ChangeCount(seen.N + reference.N, seen.Bad + reference.Bad).Share;
        var variance = scatter * Math.Max(pooled * (1 - pooled), seen.Share * (1 - seen.Share));
        return variance == 0 ? 0 : StudentT.CDF(0, 1, freedom, -rise / Math.Sqrt(variance * (1.0 / seen.N + 1.0 / reference.N)));
    }

    private static ChangeCount Sum(IEnumerable<ChangeBlock> blocks) =>
        blocks.Aggregate(new ChangeCount(0, 0), (sum, block) => new(sum.N + block.N, sum.Bad + block.Bad));
}

public readonly record struct ChangeCount(long N, long Bad)
{
    public double Share => N == 0 ? 0 : (double)Bad / N;
}

/// <param name="Scatter">By how much wider than chance days scatter, 1 or more.</param>
/// <param name="Unknown">Why nothing is said: too_few, no_baseline; null where it was judged.</param>
public sealed record ChangeLook(
    ChangeWindow Window,
    DateTimeOffset From,
    DateTimeOffset Before,
    ChangeCount Seen,
    ChangeCount Reference,
    double PValue,
    double Scatter,
    double Risk,
    string? Unknown
)
{
    public bool Rings { get; init; }
}
