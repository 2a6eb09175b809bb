namespace LlmMonitor.Core.Statistics.TwoSample;

/// <summary>
/// The squared maximum mean discrepancy of two samples under the Gaussian kernel k(x, y) = exp(−‖x − y‖² / 2σ²): Gretton et al., "A kernel
/// two-sample test", JMLR 13 (2012). Plain double sums over every pair: the definition. <see cref="KernelTwoSample"/> is the fast way.
/// </summary>
public static class MaximumMeanDiscrepancy
{
    /// <summary>Lemma 6: mean 0 where the distributions are the same; it may be negative.</summary>
    /// <param name="x">n ≥ 2 points, all of one dimension.</param>
    /// <param name="y">m ≥ 2 points of that dimension.</param>
    public static double Unbiased(IReadOnlyList<double[]> x, IReadOnlyList<double[]> y, double bandwidth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Count, 2, nameof(x));
        ArgumentOutOfRangeException.ThrowIfLessThan(y.Count, 2, nameof(y));
        var (n, m) = ((double)x.Count, (double)y.Count);
        // Each point is like itself by exactly 1.
        return (Sum(x, x, bandwidth) - n) / (n * (n - 1)) + (Sum(y, y, bandwidth) - m) / (m * (m - 1)) - 2 * Sum(x, y, bandwidth) / (n * m);
    }

    /// <summary>Equation 5: a squared distance of two empirical distributions, never negative, and above 0 by about 2/n where nothing changed.</summary>
    public static double Biased(IReadOnlyList<double[]> x, IReadOnlyList<double[]> y, double bandwidth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Count, 1, nameof(x));
        ArgumentOutOfRangeException.ThrowIfLessThan(y.Count, 1, nameof(y));
        var (n, m) = ((double)x.Count, (double)y.Count);
        return Sum(x, x, bandwidth) / (n * n) + Sum(y, y, bandwidth) / (m * m) - 2 * Sum(x, y, bandwidth) / (n * m);
    }

    /// <summary>The median distance of two points of the pooled sample: the usual bandwidth.</summary>
    /// <returns>Null where there are no two points.</returns>
    public static double? MedianDistance(IReadOnlyList<double[]> pooled) =>
        ExactQuantile.Of(
            [
                .. Enumerable
                    .Range(0, pooled.Count)
                    .SelectMany(i => Enumerable.Range(0, i).Select(j => Math.Sqrt(Square(pooled[i], pooled[j])))),
            ],
            0.5
        );

    private static double Sum(IReadOnlyList<double[]> x, IReadOnlyList<double[]> y, double bandwidth) =>
        x.Sum(left => y.Sum(right => Math.Exp(-Square(left, right) / (2 * bandwidth * bandwidth))));

    private static double Square(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var k = 0; k < left.Length; k++)
            sum += (left[k] - right[k]) * (left[k] - right[k]);
        return sum;
    }
}
