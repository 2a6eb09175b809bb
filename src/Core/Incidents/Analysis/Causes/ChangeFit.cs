using LlmMonitor.Core.Changes;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// How well the failures follow one change: each kind of call has its rate of before, and calls that the change touches have other odds. Compared by
/// likelihood with the same for the time of the onset, a change that came at the right hour to the right calls loses nothing, and one that was there for
/// hours while all was well loses much.
/// </summary>
internal sealed class ChangeFit
{
    private readonly List<(Outcome Outcome, double Expected)> _all;
    private readonly double _none;
    private readonly double _dispersion;

    public ChangeFit(IReadOnlyList<Outcome> outcomes, Kinds kinds, double dispersion)
    {
        _all = [.. outcomes.Select(outcome => (outcome, kinds.Of(outcome.Call).Expected))];
        _dispersion = dispersion;
        _none = Best(_all);
    }

    /// <summary>The gain in ln-likelihood by giving the touched calls odds of their own; 0 where they fail no more than the rest.</summary>
    public double Gain(Func<ObservedCall, bool> touched)
    {
        var sides = _all.ToLookup(one => touched(one.Outcome.Call));
        var (rest, those) = (sides[false].ToList(), sides[true].ToList());
        if (rest.Count == 0 || those.Count == 0 || Odds(those) <= Odds(rest))
            return 0;
        return Math.Max(0, (Best(rest) + Best(those) - _none) / _dispersion);
    }

    /// <summary>The dimension in which calls carry a change's version; null where they do not.</summary>
    public static Dimension? CarriedBy(Change change, IReadOnlyList<ObservedCall> calls) =>
        change.Version is null
            ? null
            : Dimensions
                .Versions.Where(dimension => dimension.Name == "prompt_version" == (change.Kind == ChangeKind.Prompt))
                .FirstOrDefault(dimension => calls.Any(call => dimension.Of(call) == change.Version));

    /// <summary>Which calls a change touches: those of its version where calls carry it, else those since its time; of its endpoint and feature.</summary>
    public static Func<ObservedCall, bool> Touched(Change change, IReadOnlyList<ObservedCall> calls)
    {
        var carried = CarriedBy(change, calls);
        bool InPlace(ObservedCall call) =>
            (change.Endpoint is null || call.Endpoint == change.Endpoint) && (change.Feature is null || call.Feature == change.Feature);
        return carried is null
            ? call => call.Time >= change.At && InPlace(call)
            : call => carried.Of(call) == change.Version && InPlace(call);
    }

    private static double Best(List<(Outcome Outcome, double Expected)> calls)
    {
        var odds = Odds(calls);
        return calls.Sum(one => Math.Log(one.Outcome.Failed ? Shifted(one.Expected, odds) : 1 - Shifted(one.Expected, odds)));
    }

    /// <summary>The shift in log odds at which as many are expected to fail as did: by halving.</summary>
    private static double Odds(List<(Outcome Outcome, double Expected)> calls)
    {
        var failed = calls.Count(one => one.Outcome.Failed);
        var kinds = calls.CountBy(one => one.Expected).ToList();
        var (low, high) = (-12.0, 12.0);
        for (var i = 0; i < 30; i++)
        {
            var middle = (low + high) / 2;
            if (kinds.Sum(kind => kind.Value * Shifted(kind.Key, middle)) < failed)
                low = middle;
            else
                high = middle;
        }
        return (low + high) / 2;
    }

    private static double Shifted(double share, double odds) => Math.Clamp(1 / (1 + (1 - share) / share * Math.Exp(-odds)), 1e-9, 1 - 1e-9);
}
