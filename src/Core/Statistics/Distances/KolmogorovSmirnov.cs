namespace LlmMonitor.Core.Statistics.Distances;

/// <summary>
/// The largest gap between the empirical distribution functions of two samples, and how likely so large a gap is by chance.
/// Sources: Hodges, "The significance probability of the Smirnov two-sample test", Arkiv för Matematik 3 (1958), for the exact p;
/// Marsaglia, Tsang and Wang, "Evaluating Kolmogorov's distribution", J. Stat. Software 8 (2003), for the approximate one.
/// </summary>
public static class KolmogorovSmirnov
{
    /// <returns>D, from 0 (the same values) to 1 (no overlap).</returns>
    public static double Distance(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var largest = 0.0;
        foreach (var step in DistributionSteps.Of(x, y))
            largest = Math.Max(largest, Math.Abs(step.Gap));
        return largest;
    }

    /// <summary>The share of all orders of n and m distinct values whose gap is at least this. With ties it is cautious.</summary>
    public static double ExactP(double distance, int n, int m)
    {
        // Paths on the grid n × m that stay inside; each row holds shares of the paths, so that nothing overflows.
        var inside = new double[m + 1];
        var limit = distance - 1e-9;
        for (var i = 0; i <= n; i++)
        for (var j = 0; j <= m; j++)
        {
            var reached = i == 0 && j == 0 ? 1 : 0.0;
            if (i > 0)
                reached += inside[j] * i / (i + j);
            if (j > 0)
                reached += inside[j - 1] * j / (i + j);
            inside[j] = Math.Abs((double)i / n - (double)j / m) >= limit ? 0 : reached;
        }
        return Math.Clamp(1 - inside[m], 0, 1);
    }

    /// <summary>As of one sample of n·m/(n + m) values against a known distribution: what is usual where the exact way is too long.</summary>
    public static double ApproximateP(double distance, int n, int m) =>
        1 - BelowOneSample(distance, (int)Math.Round((double)n * m / (n + m)));

    /// <summary>P(D_n &lt; d), by the n-th power of Durbin's matrix.</summary>
    private static double BelowOneSample(double d, int n)
    {
        var k = (int)(n * d) + 1;
        var size = 2 * k - 1;
        var h = k - n * d;
        var matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(size, size, (i, j) => i - j + 1 < 0 ? 0 : 1);
        for (var i = 0; i < size; i++)
        {
            matrix[i, 0] -= Math.Pow(h, i + 1);
            matrix[size - 1, i] -= Math.Pow(h, size - i);
        }
        matrix[size - 1, 0] += 2 * h - 1 > 0 ? Math.Pow(2 * h - 1, size) : 0;
        for (var i = 0; i < size; i++)
        for (var j = 0; j < size; j++)
        for (var g = 1; g <= i - j + 1; g++)
            matrix[i, j] /= g;
        // n!/nⁿ is dealt out over the factors.
        var power = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseIdentity(size);
        for (var i = 1; i <= n; i++)
            power = power * matrix * ((double)i / n);
        return power[k - 1, k - 1];
    }
}
