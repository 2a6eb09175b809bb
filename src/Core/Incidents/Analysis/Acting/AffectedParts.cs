namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Which calls the incident touched, slice by slice: the share of failures beyond those that were usual there.</summary>
internal static class AffectedParts
{
    /// <summary>A part whose rise is less sure than this holds nothing of the incident.</summary>
    private const double Alpha = 0.01;

    /// <param name="carried">The version that is held responsible, where calls carry it: what is affected lies within it, whatever the hour.</param>
    public static AffectedRule Of(Onset onset, IReadOnlyList<Slice> scope, IReadOnlyList<SliceTerm> carried, Sides sides)
    {
        if (onset.At is null)
            return new(null, null, []);
        var within = scope.Select(slice =>
            (IReadOnlyList<SliceTerm>)[.. carried, .. slice.Terms.Where(term => !carried.Any(one => one.Dimension == term.Dimension))]
        );
        List<IReadOnlyList<SliceTerm>> cuts = carried.Count == 0 ? [.. within] : [.. within, carried];
        List<AffectedPart> parts = [];
        var rest = sides;
        foreach (var terms in cuts)
        {
            parts.Add(Part(terms, rest.Where(terms.Holds), sides.Rates.Before) with { WhateverTheHour = carried.Count > 0 });
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
