using MathNet.Numerics;

namespace LlmMonitor.Core.Statistics;

/// <summary>
/// How likely so many successes are by chance. P(X ≥ k) for X ~ Bin(n, p) is the regularized incomplete beta function I_p(k, n−k+1):
/// Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.5.24.
/// </summary>
public static class BinomialTail
{
    /// <summary>P(X ≥ k) for X ~ Bin(n, p). Exact to about 10⁻¹² of the value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">k or n is negative, or p not in 0 to 1.</exception>
    public static double AtLeast(long k, long n, double p)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (!(p is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability lies in 0 to 1.");
        return k == 0 ? 1
            : k > n || p == 0 ? 0
            : p == 1 ? 1
            : SpecialFunctions.BetaRegularized(k, n - k + 1, p);
    }

    /// <summary>The smallest k with P(X ≥ k) ≤ <paramref name="risk"/>; n + 1 where even n successes are likelier.</summary>
    public static long Critical(long n, double p, double risk)
    {
        var (low, high) = ((long)Math.Floor(n * p), n + 1);
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (AtLeast(middle, n, p) <= risk)
                high = middle;
            else
                low = middle;
        }
        return high;
    }
}
