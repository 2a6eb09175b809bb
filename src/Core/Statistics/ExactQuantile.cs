namespace LlmMonitor.Core.Statistics;

/// <summary>
/// The lower empirical quantile: the smallest sample that at least a share q of all samples does not exceed. It is always a sample, never
/// a mean of two: p95 of 20 values is the 19th. Source: Hyndman and Fan 1996, definition 1 (the inverse of the empirical distribution).
/// </summary>
public static class ExactQuantile
{
    /// <returns>Null where there is no sample.</returns>
    /// <exception cref="ArgumentOutOfRangeException">q is not in 0 to 1.</exception>
    public static double? Of(ReadOnlySpan<double> samples, double q)
    {
        var rank = Rank(q, samples.Length);
        if (rank == 0)
            return null;
        var sorted = samples.ToArray();
        Array.Sort(sorted);
        return sorted[rank - 1];
    }

    /// <summary>
    /// The one-based rank ⌈q·n⌉, at least 1; 0 where n is 0. The product is decimal, because in binary 0.07 × 100 passes 7 and its ceiling is 8.
    /// </summary>
    internal static long Rank(double q, long n)
    {
        if (!(q is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(q),
                q,
                "A quantile is asked for by a share from 0 to 1, 0.95 for the 95th percentile."
            );
        return n == 0 ? 0 : long.Clamp((long)decimal.Ceiling((decimal)q * n), 1, n);
    }
}
