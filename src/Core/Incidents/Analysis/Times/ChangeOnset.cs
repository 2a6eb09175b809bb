using LlmMonitor.Core.Changes;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Since when, where no rise is clear enough by itself: whether the calls that a known change touches fail more than their kind did before. Such a change was
/// known beforehand, so that a handful of times and slices is looked at, and not every quarter of an hour of a week.
/// </summary>
internal static class ChangeOnset
{
    private const int LeastOfSlice = 10;
    private const int MostValues = 20;

    /// <returns>Null where no change is followed clearly.</returns>
    public static Onset? Of(IncidentEvidence evidence, IReadOnlyList<Outcome> outcomes, IReadOnlyList<Change> known)
    {
        var alertedAt = evidence.Question.AlertedAt;
        var near = known.Where(change => change.At >= alertedAt - ChangeRanking.LookBack && change.At < alertedAt).ToList();
        if (near.Count == 0)
            return null;
        var first = near.Min(change => change.At);
        var dispersion = StepFit.Of(RateSeries.Of(outcomes))?.Dispersion ?? 1;
        var fit = new ChangeFit(outcomes, new Kinds([.. outcomes.Where(one => one.Time < first)], Dimensions.Traffic), dispersion);
        var tried = near.SelectMany(change => Tried(change, evidence.Calls, outcomes)).ToList();
        if (tried.Count == 0)
            return null;
        var best = tried.Select(one => (Tried: one, Gain: fit.Gain(one.Touched))).MaxBy(one => one.Gain);
        var p = Math.Min(1, tried.Count * Likelihood.NormalAbove(Math.Sqrt(2 * best.Gain)));
        if (p > OnsetSearch.Alpha)
            return null;
        var (change, where, touched) = best.Tried;
        var (rest, those) = (Rate.Of(outcomes.Where(one => !touched(one.Call))), Rate.Of(outcomes.Where(one => touched(one.Call))));
        return new(
            change.At,
            change.At,
            change.At,
            false,
            null,
            $"No rise is clear by itself, but of the calls{(where is null ? "" : $" of {where.Dimension} {where.Value}")} that a known change of {change.At:yyyy-MM-dd HH:mm} UTC touches "
                + $"{those} fail, and {rest} of the others ({Chance.Text(p)}, corrected for the {tried.Count} changes and slices looked at)."
        );
    }

    private static IEnumerable<(Change Change, SliceTerm? Where, Func<ObservedCall, bool> Touched)> Tried(
        Change change,
        IReadOnlyList<ObservedCall> calls,
        IReadOnlyList<Outcome> outcomes
    )
    {
        var touched = ChangeFit.Touched(change, calls);
        var those = outcomes.Where(one => touched(one.Call)).Select(one => one.Call).ToList();
        if (those.Count < LeastOfSlice)
            yield break;
        yield return (change, null, touched);
        foreach (var dimension in Dimensions.Traffic)
        foreach (
            var value in those
                .Select(dimension.Of)
                .OfType<string>()
                .CountBy(value => value)
                .Where(value => value.Value >= LeastOfSlice && value.Value < those.Count)
                .OrderByDescending(value => value.Value)
                .Take(MostValues)
        )
            yield return (change, new(dimension.Name, value.Key), call => touched(call) && dimension.Of(call) == value.Key);
    }
}
