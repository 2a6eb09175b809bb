using LlmMonitor.Core.Statistics.TwoSample.Kernels;
using Matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>;

namespace LlmMonitor.Core.Statistics.TwoSample;

/// <summary>
/// How far the means of two samples lie apart, measured in the spread of the pooled sample: gᵀ(XᵀX/n + λI)⁻¹g with g the sum of the current
/// samples, λ = the mean of the diagonal; for every labelling of a <see cref="PermutationSet"/>.
/// <para>
/// It is what ridge regression on the labels explains, and Hotelling's T² where λ = 0: Chen, Paul, Prentice and Wang, "A regularized Hotelling's
/// T² test", JASA 106 (2011). The spread knows no label: points are whitened once, and a labelling costs one sum of vectors. A classifier that is
/// fitted on folds and tested on the rest gives part of its samples away at each end, and found fewer changes (docs/guides/window-tests.md).
/// </para>
/// </summary>
public static class RidgeTwoSample
{
    private const double Penalty = 1;

    /// <param name="points">The pooled sample, baseline first: columns of one scale and of mean 0, also within segments (<see cref="RankColumns"/>).</param>
    /// <returns>By row of the set; all zero where all points are the same.</returns>
    public static double[] Statistic(IReadOnlyList<float[]> points, PermutationSet set)
    {
        var sums = new VectorSums(Whiten(points), set);
        var statistic = new double[set.Rows];
        for (var row = 0; row < set.Rows; row++)
            foreach (var value in sums.Of(row))
                statistic[row] += (double)value * value;
        return statistic;
    }

    /// <summary>The largest |sum| of one column: sharp where a single statistic moved and the others only add noise.</summary>
    /// <inheritdoc cref="Statistic"/>
    public static double[] Largest(IReadOnlyList<float[]> points, PermutationSet set)
    {
        var sums = new VectorSums(points, set);
        var statistic = new double[set.Rows];
        for (var row = 0; row < set.Rows; row++)
            foreach (var value in sums.Of(row))
                statistic[row] = Math.Max(statistic[row], Math.Abs(value));
        return statistic;
    }

    /// <summary>L⁻¹x for each point, where LLᵀ = XᵀX/n + λI: then the statistic is the square of a length.</summary>
    private static float[][] Whiten(IReadOnlyList<float[]> points)
    {
        var columns = points[0].Length;
        var x = Matrix.Build.Dense(points.Count, columns, (i, j) => points[i][j]);
        var spread = x.TransposeThisAndMultiply(x) / points.Count;
        var penalty = Math.Max(1e-9, Penalty * spread.Trace() / columns);
        var factor = (spread + Matrix.Build.DiagonalIdentity(columns) * penalty).Cholesky().Factor.ToRowArrays();
        return [.. points.Select(point => Solve(factor, point))];
    }

    private static float[] Solve(double[][] lower, float[] point)
    {
        var solved = new double[point.Length];
        for (var j = 0; j < point.Length; j++)
        {
            double rest = point[j];
            for (var k = 0; k < j; k++)
                rest -= lower[j][k] * solved[k];
            solved[j] = rest / lower[j][j];
        }
        return Array.ConvertAll(solved, value => (float)value);
    }
}
