namespace LlmMonitor.Core.Statistics;

/// <summary>
/// An interval of a quantile from its order statistics, whatever the distribution: the number of samples up to the true quantile is binomial.
/// Hahn and Meeker, Statistical Intervals (1991), 5.2.
/// </summary>
public static class QuantileInterval
{
    /// <param name="q">Between 0 and 1.</param>
    /// <param name="confidence">Of both sides together.</param>
    /// <returns>Two samples, to 1 %, that enclose the quantile; null where there are too few to bound it on both sides.</returns>
    public static (double Low, double High)? Of(QuantileSketch sketch, double q, double confidence = 0.95)
    {
        var n = sketch.Count;
        var side = (1 - confidence) / 2;
        var high = BinomialTail.Critical(n, q, side);
        var low = n + 1 - BinomialTail.Critical(n, 1 - q, side);
        return low >= 1 && high <= n ? (Sample(low), Sample(high)) : null;

        double Sample(long rank) => sketch.Quantile((rank - 0.5) / n)!.Value;
    }
}
