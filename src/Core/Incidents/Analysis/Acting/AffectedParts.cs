namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Which calls the incident touched, slice by slice: the share of failures beyond those that were usual there.</summary>
internal static class AffectedParts
{
    /// <summary>A part whose rise is less sure than this holds nothing of the incident.</summary>
    private const double Alpha = 0.01;

    public static AffectedRule Of(Onset onset, IReadOnlyList<Slice> scope, Sides sides)
    {
        if (onset.At is null)
            return new(null, null, []);
        List<AffectedPart> parts = [];
        var rest = sides;
        foreach (var slice in scope)
        {
            parts.Add(Part(slice.Terms, rest.Where(slice.Terms.Holds), sides.Rates.Before));
            rest = rest.Where(call => !slice.Terms.Holds(call));
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
