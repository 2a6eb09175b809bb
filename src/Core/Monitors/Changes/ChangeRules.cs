using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Monitors;

/// <summary>
/// Whether the bad share of a window surely rose above that of the four weeks before: Fisher's exact test. While the share is the same, each look rings
/// with at most its risk. Days that differ by more than chance (weekends, campaigns) are no news: where the days of the reference scatter φ times as widely
/// as a binomial, all counts are divided by φ (quasi-likelihood: Wedderburn, Biometrika 61, 1974), which makes it slower and never quicker.
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
        var scatter = ScatterOf(earlier);
        var p = FisherExact.Greater(Part(seen.Bad), Part(seen.N), Part(reference.Bad), Part(reference.N));
        return look with { PValue = p, Scatter = scatter, Rings = p <= risk && seen.Share - reference.Share >= limits.LeastRise };

        long Part(long count) => (long)(count / scatter);
    }

    /// <summary>Pearson's χ² of the days by its degrees of freedom; 1 where they scatter no more widely than chance makes them.</summary>
    private static double ScatterOf(IReadOnlyList<ChangeBlock> blocks)
    {
        var days = blocks.GroupBy(block => block.Start.UtcDateTime.Date).Select(Sum).Where(day => day.N > 0).ToList();
        var share = Sum(blocks).Share;
        if (days.Count < DaysForScatter || share is 0 or 1)
            return 1;
        var chi = days.Sum(day => Math.Pow(day.Bad - day.N * share, 2) / (day.N * share * (1 - share)));
        return Math.Max(1, chi / (days.Count - 1));
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
