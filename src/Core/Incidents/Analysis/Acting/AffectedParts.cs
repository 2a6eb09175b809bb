namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Which calls the incident touched, slice by slice: the share of failures beyond those that were usual there.</summary>
internal static class AffectedParts
{
    /// <summary>A part whose rise is less sure than this holds nothing of the incident.</summary>
    private const double Alpha = 0.01;

    /// <param name="carried">The version that is held responsible, where calls carry it: it bounds what is affected where no slice does.</param>
    public static AffectedRule Of(Onset onset, IReadOnlyList<Slice> scope, SliceTerm? carried, Sides sides)
    {
        if (onset.At is null)
            return new(null, null, []);
        List<AffectedPart> parts = [];
        var rest = sides;
        IEnumerable<IReadOnlyList<SliceTerm>> slices =
            scope.Count == 0 && carried is not null
                ?
                [
                    [carried],
                ]
                : scope.Select(slice => slice.Terms);
        foreach (var terms in slices)
        {
            parts.Add(Part(terms, rest.Where(terms.Holds), sides.Rates.Before));
            rest = rest.Where(call => !terms.Holds(call));
        }
        parts.Add(Part([], rest, sides.Rates.Before));
        return new(onset.From, onset.At, parts);
    }

    private static AffectedPart Part(IReadOnlyList<SliceTerm> terms, Sides sides, Rate usual)
    {
        var (before, after) = sides.Rates;
        var from = before.Judged < 10 ? usual : before;
        if (after.Judged == 0 || Likelihood.RiseP(from, after) > Alpha)
            return new(terms, 0, 0);
        var excess = Math.Max(0, after.Share!.Value - from.Smoothed);
        return new(terms, excess / after.Share.Value, excess);
    }
}
