namespace LlmMonitor.Core.Statistics.TwoSample;

/// <param name="Delta">−1 to 1: how much likelier a current value is the larger one than the smaller one of two.</param>
/// <param name="Low">Of the 95 % interval, not adjusted for the number of statistics looked at.</param>
public sealed record Effect(double Delta, double Low, double High);

/// <summary>
/// Cliff's δ = P(current &gt; baseline) − P(current &lt; baseline): an effect that needs no scale. Cliff, "Dominance statistics", Psychological
/// Bulletin 114 (1993); its variance from the placements of each value among the others: DeLong et al., Biometrics 44 (1988).
/// With segments, values are compared within their segment and weighted by n·m/(n + m).
/// </summary>
public static class CliffsDelta
{
    private const double Normal = 1.959963984540054;

    /// <param name="values">Of the pooled sample, baseline first. NaN lies below every number.</param>
    /// <param name="groups">The segment or pair of each; null for one group.</param>
    /// <returns>Null where no group holds both kinds.</returns>
    public static Effect? Of(IReadOnlyList<float> values, int baseline, IReadOnlyList<int>? groups = null)
    {
        double weights = 0, sum = 0, variance = 0, squares = 0;
        var strata = 0;
        foreach (var group in Enumerable.Range(0, values.Count).ToLookup(i => groups?[i] ?? 0))
        {
            var before = group.Where(i => i < baseline).Select(i => values[i]).Order().ToArray();
            var after = group.Where(i => i >= baseline).Select(i => values[i]).Order().ToArray();
            if (before.Length == 0 || after.Length == 0)
                continue;
            var weight = (double)before.Length * after.Length / (before.Length + after.Length);
            var (delta, ofDelta) = Within(before, after);
            weights += weight;
            sum += weight * delta;
            squares += weight * weight * delta * delta;
            variance += weight * weight * ofDelta;
            strata++;
        }
        if (strata == 0)
            return null;
        var mean = sum / weights;
        // Pairs have no variance within: the scatter of their signs is taken instead.
        var scatter = strata > 1 && values.Count == 2 * strata ? Math.Max(0, squares / (weights * weights) - mean * mean / strata) : variance / (weights * weights);
        var margin = Normal * Math.Sqrt(scatter);
        return new(mean, Math.Max(-1, mean - margin), Math.Min(1, mean + margin));
    }

    private static (double Delta, double Variance) Within(float[] before, float[] after)
    {
        var ofAfter = Array.ConvertAll(after, value => Placement(value, before));
        var ofBefore = Array.ConvertAll(before, value => Placement(value, after));
        return (ofAfter.Average(), Spread(ofAfter) / after.Length + Spread(ofBefore) / before.Length);
    }

    /// <summary>The share of the others below less the share above.</summary>
    private static double Placement(float value, float[] sorted)
    {
        var (below, notAbove) = (CountBelow(sorted, value, orEqual: false), CountBelow(sorted, value, orEqual: true));
        return (double)(below - (sorted.Length - notAbove)) / sorted.Length;
    }

    private static int CountBelow(float[] sorted, float value, bool orEqual)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle].CompareTo(value) is var order && (order < 0 || (orEqual && order == 0)))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The variance of placements; that of the null hypothesis, ⅓, where there is only one.</summary>
    private static double Spread(double[] placements)
    {
        if (placements.Length < 2)
            return 1.0 / 3;
        var mean = placements.Average();
        return placements.Sum(value => (value - mean) * (value - mean)) / (placements.Length - 1);
    }
}
