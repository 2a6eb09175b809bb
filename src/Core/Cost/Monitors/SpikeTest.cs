using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>
/// Tests whether a subject spends more than it usually does. The sum of a window, without its costliest call, is taken as gamma distributed, with the mean and the variance
/// of the baseline; so is the number of a user's calls. All must hold: improbable in spend or in calls, at the level that the number of looks leaves; a multiple of the usual; more than cents; more than
/// came and went lately; many calls, of which no single one makes the difference.
/// </summary>
public static class SpikeTest
{
    public const int MinutesIn30Days = 30 * 24 * 60;

    /// <summary>How much a window must pass what came and went lately.</summary>
    private const double PrecedentFactor = 1.5;

    /// <summary>The chance at which one test rings so that all of a month's together keep to the promised number (Bonferroni).</summary>
    /// <param name="subjects">How many share the promise.</param>
    public static double LevelOf(SpendSpikeOptions options, int subjects) =>
        options.FalseAlarmsPer30Days / ((double)MinutesIn30Days * SpendBaseline.Windows.Count * Math.Max(1, subjects));

    /// <summary>The window that tells most: of those that ring, else of all, the one with the greatest multiple of the usual.</summary>
    public static SpikeResult Run(SpendSeries series, SpendBaseline baseline, SpendSpikeOptions options, double level)
    {
        SpikeResult? most = null;
        for (var w = 0; w < SpendBaseline.Windows.Count; w++)
        {
            var result = RunWindow(series, baseline, w, options, level);
            if (most is null || (result.Rings, result.Ratio).CompareTo((most.Rings, most.Ratio)) > 0)
                most = result;
        }
        return most!;
    }

    /// <summary>From which sum on the window would ring, single calls aside. USD.</summary>
    public static double LimitUsd(SpikeResult result, SpendBaseline baseline, SpendSpikeOptions options, double level)
    {
        var (shape, plain) = (1 / baseline.Spread[result.Index], PlainLimit(baseline, result.Index, options));
        return ChanceOf(baseline, result.Index, plain, result.Calls) <= level
            ? plain
            : result.ExpectedUsd / shape * GammaTail.Quantile(shape, level) + baseline.LumpUsd;
    }

    private static SpikeResult RunWindow(SpendSeries series, SpendBaseline baseline, int w, SpendSpikeOptions options, double level)
    {
        var window = SpendBaseline.Windows[w];
        var (usd, calls) = (series.LastUsd(window), series.LastCalls(window));
        var expected = window * baseline.UsdPerMinute;
        var result = new SpikeResult(w, window, usd, calls, expected, baseline.LumpUsd, 1, false);
        var limit = PlainLimit(baseline, w, options);
        var withoutCostliest = usd - series.LastCostliest(window);
        if (withoutCostliest < limit || calls < options.MinimumCalls)
            return result;
        var chance = ChanceOf(baseline, w, withoutCostliest, calls - 1);
        return result with { Chance = chance, Rings = chance <= level };
    }

    /// <summary>The smaller of the chances of what is spent and of how often is called, doubled, as there are two.</summary>
    private static double ChanceOf(SpendBaseline baseline, int w, double usd, long calls)
    {
        var (window, shape) = (SpendBaseline.Windows[w], 1 / baseline.Spread[w]);
        var ofUsd = GammaTail.Above(shape, shape * (usd - baseline.LumpUsd) / (window * baseline.UsdPerMinute));
        return baseline.Calls is { } usual ? Math.Min(1, 2 * Math.Min(ofUsd, usual.ChanceAbove(calls, window))) : ofUsd;
    }

    private static double PlainLimit(SpendBaseline baseline, int w, SpendSpikeOptions options)
    {
        var expected = SpendBaseline.Windows[w] * baseline.UsdPerMinute;
        var excess = Math.Max((options.WarningRatio - 1) * expected, options.FloorUsdPerHour / 60 * SpendBaseline.Windows[w]);
        return Math.Max(expected + excess + baseline.LumpUsd, PrecedentFactor * baseline.Precedent[w]);
    }
}

/// <param name="Index">Of the window in <see cref="SpendBaseline.Windows"/>.</param>
/// <param name="ExpectedUsd">What is usual for a window, without a scheduled job.</param>
/// <param name="Chance">Of such a sum, or more, when all is as usual; 1 where it was not worth computing.</param>
public sealed record SpikeResult(
    int Index,
    int Minutes,
    double Usd,
    long Calls,
    double ExpectedUsd,
    double LumpUsd,
    double Chance,
    bool Rings
)
{
    public double Ratio => Usd / (ExpectedUsd + LumpUsd);

    public double ExcessUsd => Usd - ExpectedUsd - LumpUsd;
}
