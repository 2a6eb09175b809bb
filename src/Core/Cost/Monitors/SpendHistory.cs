using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>
/// What a project spends at this time of the week, by quarters of an hour of its last weeks. From three weeks on the median of the same hour of
/// the week; before that the highest of the same time on the earlier days, since a weekday is not yet known from a Sunday. The two neighbouring
/// quarters count too, so that a job that starts a little early or late is usual.
/// </summary>
public static class SpendHistory
{
    private const int Week = 7;
    private const int Weeks = 4;
    private const int KnownWeeks = 3;

    /// <summary>No hour is taken as quieter than this share of the mean of all: one person working on a Sunday is no spike.</summary>
    private const double QuietestShare = 0.1;

    /// <summary>From this many times the recent rate on, the hour's spend is a scheduled job, which may come all at once.</summary>
    private const double JobRatio = 2;

    /// <summary>The recent baseline, corrected by what earlier days say of this hour.</summary>
    /// <param name="recent">Null where the recent hours say nothing.</param>
    /// <returns>Null where neither is known.</returns>
    public static SpendBaseline? Correct(SpendBaseline? recent, IReadOnlyDictionary<Minute, Spend> history, Minute end)
    {
        var now = end.Plus(-1).Quarter;
        if (FirstOf(history) is not { } first || (now.Number - first.Number) / Minute.PerDay is 0)
            return recent;
        var (total, calls) = Totals(history, now);
        var isWeekly = now.Number - first.Number >= KnownWeeks * Week * Minute.PerDay;
        var quarters = new[] { -1, 0, 1 }.Select(step => UsualOf(history, first, now.Plus(step * Minute.PerQuarter), isWeekly)).ToList();
        var floor = QuietestShare * total / (now.Number - first.Number);
        var usual = Math.Max(quarters.Max(quarter => quarter.UsdPerMinute), floor);
        // Without a known weekday the recent hours may know better.
        var level = isWeekly ? usual : Math.Max(usual, recent?.UsdPerMinute ?? 0);
        if (level <= 0 || calls == 0)
            return recent;
        var (usdPerCall, scatter) = (recent?.UsdPerCall ?? total / calls, recent?.Scatter ?? SpendBaseline.LeastScatter);
        var between = quarters.Max(quarter => quarter.SquaredDeviation) / (level * level);
        var spread = SpendBaseline.Windows.Select(
            (window, w) =>
                Math.Max(
                    SpendBaseline.RandomCalls(usdPerCall * scatter, window * level),
                    (recent is null ? 0 : recent.Spread[w] * Math.Max(1, recent.UsdPerMinute / level)) + between
                )
        );
        return new(
            isWeekly ? "hour_of_week" : "earlier_days",
            level,
            usdPerCall,
            scatter,
            recent?.Minutes ?? 0,
            [.. spread],
            recent?.Precedent ?? [.. SpendBaseline.Windows.Select(_ => 0.0)]
        )
        {
            LumpUsd = usual > JobRatio * (recent?.UsdPerMinute ?? 0) ? usual * Minute.PerQuarter : 0,
        };
    }

    public static Minute? FirstOf(IReadOnlyDictionary<Minute, Spend> history) =>
        history.Count == 0 ? null : history.Where(pair => pair.Value.Calls > 0).Select(pair => (Minute?)pair.Key).Min();

    private static (double Usd, long Calls) Totals(IReadOnlyDictionary<Minute, Spend> history, Minute before)
    {
        var total = history.Where(pair => pair.Key < before).Aggregate(default(Spend), (sum, pair) => sum.Plus(pair.Value));
        return ((double)total.Cost.ToDecimal(), total.Calls);
    }

    private static (double UsdPerMinute, double SquaredDeviation) UsualOf(
        IReadOnlyDictionary<Minute, Spend> history,
        Minute first,
        Minute quarter,
        bool isWeekly
    )
    {
        var days = isWeekly ? Enumerable.Range(1, Weeks).Select(week => week * Week) : Enumerable.Range(1, KnownWeeks * Week);
        double[] values =
        [
            .. days.Select(day => quarter.Plus(-day * Minute.PerDay))
                .Where(earlier => earlier >= first)
                .Select(earlier => (double)history.GetValueOrDefault(earlier).Cost.ToDecimal() / Minute.PerQuarter),
        ];
        if (values.Length == 0)
            return (0, 0);
        var usual = isWeekly ? SpendBaseline.Median(values) : values.Max();
        // The median of the squared deviations, scaled to the variance of a normal distribution (1.4826²).
        double[] squares = [.. values.Select(value => Math.Pow(value - usual, 2))];
        return (usual, isWeekly ? 2.198 * SpendBaseline.Median(squares) : 0);
    }
}
