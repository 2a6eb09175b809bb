using MathNet.Numerics.Distributions;

namespace LlmMonitor.Core.Statistics;

/// <summary>
/// The exact interval of a proportion: Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
/// Biometrika 26 (1934). It covers the true share with at least the stated confidence, for every n and every share.
/// </summary>
public static class BinomialInterval
{
    /// <param name="successes">0 to n.</param>
    /// <param name="n">At least 1.</param>
    /// <param name="confidence">Of both sides together, between 0 and 1.</param>
    /// <returns>The smallest share under which so many successes are no surprise, and the largest under which so few are none.</returns>
    public static (double Low, double High) ClopperPearson(long successes, long n, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, n);
        if (!(confidence is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        var side = (1 - confidence) / 2;
        var low = successes == 0 ? 0 : Solve(share => BinomialTail.AtLeast(successes, n, share) - side);
        var high = successes == n ? 1 : Solve(share => BinomialTail.AtLeast(successes + 1, n, share) - (1 - side));
        return (low, high);
    }

    /// <summary>
    /// The interval of Wilson, "Probable inference, the law of succession, and statistical inference", J. Am. Stat. Assoc. 22 (1927): its
    /// coverage is near the stated confidence on average, not at least that.
    /// </summary>
    /// <inheritdoc cref="ClopperPearson" path="/param"/>
    public static (double Low, double High) Wilson(long successes, long n, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, n);
        var z = Normal.InvCDF(0, 1, 1 - (1 - confidence) / 2);
        var share = (double)successes / n;
        var middle = share + z * z / (2 * n);
        var margin = z * Math.Sqrt(share * (1 - share) / n + z * z / (4.0 * n * n));
        var whole = 1 + z * z / n;
        return (Math.Max(0, (middle - margin) / whole), Math.Min(1, (middle + margin) / whole));
    }

    /// <summary>The root of a function that grows from 0 to 1, to the last bit, by halving.</summary>
    private static double Solve(Func<double, double> growing)
    {
        var (low, high) = (0.0, 1.0);
        while (true)
        {
            var middle = low + (high - low) / 2;
            if (middle == low || middle == high)
                return middle;
            if (growing(middle) < 0)
                low = middle;
            else
                high = middle;
        }
    }
}
