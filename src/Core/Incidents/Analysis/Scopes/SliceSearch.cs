namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// In which part of the traffic the symptom lies. A slice counts where its rate rose by more than that of all else (a difference of differences, so
/// that what always fails more is no finding), corrected for all slices searched (Holm 1979). Of those the one that tells the failures best is
/// taken, then the search goes on in the rest, as long as something is left there to explain.
/// </summary>
internal static class SliceSearch
{
    private const double Alpha = 0.01;
    private const int LeastSince = 10;
    private const int MostValues = 20;
    private const int MostSlices = 3;
    private const int MostTwins = 3;
    private const int PairedSingles = 8;

    /// <summary>By how much ln-likelihood two terms have to tell the failures better than one of them.</summary>
    private const double PairGain = 6;

    public static IReadOnlyList<Slice> Of(Sides sides, double dispersion)
    {
        List<Slice> found = [];
        List<IReadOnlyList<SliceTerm>> taken = [];
        for (var rest = sides; found.Count < MostSlices; )
        {
            // That something rose at first is known: what is clear in one part may be lost in the whole.
            var (before, after) = rest.Rates;
            if (found.Count > 0 && Likelihood.RiseP(before, after, dispersion) > OnsetSearch.Alpha)
                break;
            var searched = Search(rest, dispersion);
            var best = searched.Where(one => one.P <= Alpha).MaxBy(one => one.Gain);
            if (best is null)
                break;
            found.Add(Told(best, sides));
            found.AddRange(
                searched
                    .Where(one => one != best && one.P <= Alpha && AreTheSame(one, best))
                    .Take(MostTwins)
                    .Select(one => Told(one, sides))
            );
            taken.Add(best.Terms);
            rest = rest.Where(call => !best.Terms.Holds(call));
        }
        return found;
    }

    /// <param name="P">Adjusted.</param>
    private sealed record Searched(IReadOnlyList<SliceTerm> Terms, Rate Before, Rate After, double Gain, double P);

    private static List<Searched> Search(Sides sides, double dispersion)
    {
        var all = sides.Rates;
        var singles = Dimensions
            .All.SelectMany(dimension => Singles(dimension, sides))
            .Select(one => Judge(one.Terms, one.Before, one.After, all, dispersion))
            .ToList();
        var pairs = Pairs(singles, sides, all, dispersion);
        return Holm([.. singles, .. pairs]);
    }

    private static IEnumerable<(IReadOnlyList<SliceTerm> Terms, Rate Before, Rate After)> Singles(Dimension dimension, Sides sides)
    {
        var before = Count(sides.Before, dimension);
        var total = sides.After.Count;
        return Count(sides.After, dimension)
            .Where(value => value.Value.Judged >= LeastSince && total - value.Value.Judged >= LeastSince)
            .OrderByDescending(value => value.Value.Failed)
            .ThenBy(value => value.Key, StringComparer.Ordinal)
            .Take(MostValues)
            .Select(value =>
                ((IReadOnlyList<SliceTerm>)[new SliceTerm(dimension.Name, value.Key)], before.GetValueOrDefault(value.Key), value.Value)
            );
    }

    private static Dictionary<string, Rate> Count(IReadOnlyList<Outcome> outcomes, Dimension dimension)
    {
        var rates = new Dictionary<string, Rate>(StringComparer.Ordinal);
        foreach (var outcome in outcomes)
            if (dimension.Of(outcome.Call) is { } value)
                rates[value] = rates.GetValueOrDefault(value).Plus(new(1, outcome.Failed ? 1 : 0));
        return rates;
    }

    /// <summary>Two terms of different dimensions, of the singles that stand out most, where both together tell clearly more than either.</summary>
    private static IEnumerable<Searched> Pairs(List<Searched> singles, Sides sides, (Rate, Rate) all, double dispersion)
    {
        var most = singles.OrderBy(one => one.P).ThenByDescending(one => one.Gain).Take(PairedSingles).ToList();
        return from left in most
            from right in most
            where string.CompareOrdinal(left.Terms[0].Dimension, right.Terms[0].Dimension) < 0
            let terms = (IReadOnlyList<SliceTerm>)[left.Terms[0], right.Terms[0]]
            let rates = sides.Where(terms.Holds).Rates
            where rates.After.Judged >= LeastSince && rates.After.Judged < Math.Min(left.After.Judged, right.After.Judged)
            let judged = Judge(terms, rates.Before, rates.After, all, dispersion)
            where judged.Gain > Math.Max(left.Gain, right.Gain) + PairGain
            select judged;
    }

    private static Searched Judge(IReadOnlyList<SliceTerm> terms, Rate before, Rate after, (Rate Before, Rate After) all, double dispersion)
    {
        var (beforeElse, afterElse) = (all.Before.Less(before), all.After.Less(after));
        // A slice that did not exist is held against all that was.
        var from = before.Judged < LeastSince ? all.Before : before;
        var fromElse = beforeElse.Judged < LeastSince ? all.Before : beforeElse;
        var gap = after.Smoothed - from.Smoothed - (afterElse.Smoothed - fromElse.Smoothed);
        var variance = after.Variance + from.Variance + afterElse.Variance + fromElse.Variance;
        var p = Likelihood.NormalAbove(gap / Math.Sqrt(variance * dispersion));
        return new(terms, before, after, Likelihood.Rise(from, after), p);
    }

    /// <summary>Step-down: the i-th smallest p times the number of those not smaller. Holm, Scand. J. Statistics 6 (1979).</summary>
    private static List<Searched> Holm(List<Searched> searched)
    {
        var sorted = searched.OrderBy(one => one.P).ToList();
        var floor = 0.0;
        for (var i = 0; i < sorted.Count; i++)
            sorted[i] = sorted[i] with { P = floor = Math.Max(floor, Math.Min(1, sorted[i].P * (sorted.Count - i))) };
        return sorted;
    }

    private static bool AreTheSame(Searched one, Searched other) =>
        one.Terms.Count == 1
        && other.Terms.Count == 1
        && one.After == other.After
        && (one.Before == other.Before || one.Before.Judged == 0 || other.Before.Judged == 0);

    private static Slice Told(Searched slice, Sides sides)
    {
        var (before, after) = sides.Rates;
        var outside = after.Less(slice.After);
        var usual = (slice.Before.Judged < LeastSince ? before : slice.Before).Share ?? 0;
        var more = Math.Max(0, after.Failed - after.Judged * (before.Share ?? 0));
        var here = Math.Max(0, slice.After.Failed - slice.After.Judged * usual);
        var share = more > 0 ? Math.Min(1, here / more) : 0;
        return new(
            slice.Terms,
            slice.Before.Share,
            slice.After.Share ?? 0,
            outside.Share,
            share,
            (double)slice.After.Judged / Math.Max(1, after.Judged),
            slice.P,
            $"{slice.Terms.Words()}: {slice.After} fail since the onset, {slice.Before} before; {outside} elsewhere. "
                + $"It has {share:0%} of the additional failures in {(double)slice.After.Judged / Math.Max(1, after.Judged):0%} of the calls (adjusted {Chance.Text(slice.P)})."
        );
    }
}
