using MathNet.Numerics.Distributions;

namespace LlmMonitor.Core.Statistics.Distances;

/// <summary>How far two samples of numbers lie apart. Each is 0 for the same values, and the same with both exchanged.</summary>
public static class SampleDistances
{
    /// <summary>∫ |F − G|: the least mean way by which one sample is moved onto the other. In the unit of the values. (Vallender 1974.)</summary>
    public static double Wasserstein(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        foreach (var step in DistributionSteps.Of(x, y))
            sum += Math.Abs(step.Gap) * step.Width;
        return sum;
    }

    /// <summary>√(2 ∫ (F − G)²). Székely and Rizzo, "Energy statistics", J. Stat. Planning and Inference 143 (2013).</summary>
    public static double Energy(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        foreach (var step in DistributionSteps.Of(x, y))
            sum += step.Gap * step.Gap * step.Width;
        return Math.Sqrt(2 * sum);
    }

    /// <summary>
    /// The number of pairs in which x is the larger (ties count ½), and the two-sided p by the normal approximation with correction for ties and
    /// continuity. Mann and Whitney, "On a test of whether one of two random variables is stochastically larger", Ann. Math. Stat. 18 (1947).
    /// </summary>
    public static (double U, double P) MannWhitney(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (n, m) = ((double)x.Length, (double)y.Length);
        var below = y.ToArray();
        Array.Sort(below);
        var u = 0.0;
        foreach (var value in x)
            u += below.Count(other => other < value) + 0.5 * below.Count(other => other == value);
        double[] pooled = [.. x, .. y];
        var ties = pooled.CountBy(value => value).Sum(tie => Math.Pow(tie.Value, 3) - tie.Value);
        var deviation = Math.Sqrt(n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
        var z = (Math.Max(u, n * m - u) - n * m / 2 - 0.5) / deviation;
        return (u, deviation > 0 ? Math.Min(1, 2 * (1 - Normal.CDF(0, 1, z))) : 1);
    }
}
