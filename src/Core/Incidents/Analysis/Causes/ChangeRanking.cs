using LlmMonitor.Core.Changes;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>The changes of the two days before the onset, by time, by overlap of scope, and by how well the failures follow them.</summary>
internal static class ChangeRanking
{
    public static readonly TimeSpan LookBack = TimeSpan.FromHours(48);

    /// <summary>What is told is often told by the hour.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <summary>Time fits half as well for each six hours before.</summary>
    private const double HalfLifeHours = 6;

    private static readonly TimeSpan Finest = TimeSpan.FromMinutes(15);

    /// <param name="fit">Null where too little is judged to compare.</param>
    public static IReadOnlyList<RankedChange> Of(
        IReadOnlyList<Change> changes,
        IReadOnlyList<ObservedCall> calls,
        Onset onset,
        IReadOnlyList<Slice> scope,
        Sides sides,
        ChangeFit? fit
    )
    {
        if (onset is not { At: { } at, From: { } from, To: { } to })
            return [];
        // Which calls carry a version tells more exactly than the onset's interval whether it came too late.
        bool IsCarried(Change change) => ChangeFit.CarriedBy(change, calls) is not null;
        var near = changes.Where(change => change.At >= from - LookBack && (change.At <= to + Slack || IsCarried(change))).ToList();
        // A change may harm a part only of what it touches.
        IReadOnlyList<SliceTerm> inScope = scope.Count == 0 ? [] : scope[0].Terms;
        double Gain(Func<ObservedCall, bool> touched) =>
            fit is null ? 0 : Math.Max(fit.Gain(touched), inScope.Count == 0 ? 0 : fit.Gain(call => touched(call) && inScope.Holds(call)));
        var gains = near.Select(change => Gain(ChangeFit.Touched(change, calls))).ToList();
        // To fail since the onset within one version is no rival of that version.
        var free =
            scope.Count > 0 && scope[0].Terms.Any(IsVersion) ? fit?.Gain(call => call.Time >= at) ?? 0 : Gain(call => call.Time >= at);
        // A fault that grows follows no change by the hour: where only its time is known, and that lies within the interval, nothing more is asked.
        bool IsWithin(Change change) => change.At >= from - Slack && !IsCarried(change);
        var best = Math.Max(free - Math.Log(PlacesPerPlace(sides, onset)), gains.DefaultIfEmpty(0).Max());
        return
        [
            .. near.Select(
                    (change, i) =>
                        Rank(
                            change,
                            at,
                            from,
                            scope,
                            sides,
                            calls,
                            best <= 0 || IsWithin(change) ? null : Math.Exp(Math.Min(0, gains[i] - best) / 2)
                        )
                )
                .OrderByDescending(ranked => ranked.Score)
                .ThenByDescending(ranked => ranked.Change.At),
        ];
    }

    private static bool IsVersion(SliceTerm term) => Dimensions.Versions.Any(dimension => dimension.Name == term.Dimension);

    /// <summary>
    /// Among how many places the onset was looked for, for each that is as likely: the onset's own time was chosen to fit, a change's time was not, and this is
    /// what the choice is worth (the Occam factor: MacKay, "Bayesian interpolation", Neural Computation 4, 1992).
    /// </summary>
    private static double PlacesPerPlace(Sides sides, Onset onset)
    {
        var all = sides.Before.Count == 0 || sides.After.Count == 0 ? TimeSpan.Zero : sides.After[^1].Time - sides.Before[0].Time;
        var likely = onset.To!.Value - onset.From!.Value;
        return Math.Max(1, all / (likely < Finest ? Finest : likely));
    }

    private static RankedChange Rank(
        Change change,
        DateTimeOffset at,
        DateTimeOffset from,
        IReadOnlyList<Slice> scope,
        Sides sides,
        IReadOnlyList<ObservedCall> calls,
        double? fit
    )
    {
        var early = Math.Max(0, (from - Slack - change.At).TotalHours);
        var time = Math.Pow(0.5, early / HalfLifeHours);
        var overlap = Overlap(change, scope, sides, calls);
        return new(
            change,
            time * overlap * (fit ?? 1),
            time,
            overlap,
            fit,
            $"{change.Kind} change at {change.At:yyyy-MM-dd HH:mm} UTC, {Math.Abs((at - change.At).TotalHours):0.#} h {(change.At <= at ? "before" : "after")} the onset: {change.Description} "
                + $"Time fits {time:0%}, scope {overlap:0%}{(fit is null ? "" : $", and the failures follow it {fit:0%} as well as anything")}."
        );
    }

    /// <summary>
    /// How many of the additional failures it touches. That it touches much beside them costs a quarter at most: a change may harm one segment of many.
    /// </summary>
    private static double Overlap(Change change, IReadOnlyList<Slice> scope, Sides sides, IReadOnlyList<ObservedCall> calls)
    {
        var touched = ChangeFit.Touched(change, calls);
        var those = sides.After.Where(one => touched(one.Call)).ToList();
        var usual = sides.Rates.Before.Smoothed;
        double More(IReadOnlyList<Outcome> outcomes) => Math.Max(0, outcomes.Count(one => one.Failed) - usual * outcomes.Count);
        if (those.Count == 0 || More(sides.After) == 0)
            return 0;
        var reached = Math.Min(1, More(those) / More(sides.After));
        var within = scope.Count == 0 ? 1 : (double)those.Count(one => scope.Any(slice => slice.Terms.Holds(one.Call))) / those.Count;
        return reached * (0.75 + 0.25 * within);
    }
}
