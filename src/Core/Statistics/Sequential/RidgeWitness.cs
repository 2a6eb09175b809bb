using System.Numerics;

namespace LlmMonitor.Core.Statistics.Sequential;

/// <summary>
/// The direction in which recent rows differ most from earlier ones, measured in their spread: w = (S + λI)⁻¹(mean of recent − mean of before), with the
/// pooled scatter S of both and λ a share of its mean diagonal. It is the ridge classifier to ±1/n labels (Fisher 1936; Hoerl and Kennard 1970; as a test
/// of two samples Lopez-Paz and Oquab 2017). Sums run in one order without fused steps, so that every machine gets the same bits.
/// </summary>
public sealed class RidgeWitness
{
    private readonly int _dimensions;
    private readonly int _before;
    private readonly float[] _meanBefore;
    private readonly float[] _scatterBefore;
    private readonly float _ridge;

    /// <param name="before">At least one; all of one length.</param>
    /// <param name="ridge">λ over the mean diagonal of S.</param>
    public RidgeWitness(IReadOnlyList<float[]> before, float ridge = 0.3f)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentOutOfRangeException.ThrowIfZero(before.Count, nameof(before));
        (_dimensions, _before, _ridge) = (before[0].Length, before.Count, ridge);
        var ones = Enumerable.Repeat(1f, before.Count).ToArray();
        _meanBefore = Mean(before, ones);
        _scatterBefore = new float[_dimensions * _dimensions];
        AddScatter(_scatterBefore, before, _meanBefore, ones, 1);
    }

    /// <param name="weights">How much each recent row counts, above 0.</param>
    /// <returns>Scores are dot products with this: greater ones look recent.</returns>
    public float[] Learn(IReadOnlyList<float[]> recent, IReadOnlyList<float> weights)
    {
        ArgumentNullException.ThrowIfNull(recent);
        ArgumentNullException.ThrowIfNull(weights);
        var (sum, squares) = (0f, 0f);
        foreach (var weight in weights)
            (sum, squares) = (sum + weight, squares + weight * weight);
        var effective = sum * sum / squares;
        var mean = Mean(recent, weights);
        var scatter = (float[])_scatterBefore.Clone();
        AddScatter(scatter, recent, mean, weights, effective / sum);
        var (difference, trace) = (new double[_dimensions], 0.0);
        for (var i = 0; i < _dimensions; i++)
        {
            difference[i] = mean[i] - _meanBefore[i];
            trace += scatter[i * _dimensions + i];
        }
        // A trace of 0 means that all rows are alike; anything positive keeps the solution finite.
        var diagonal = _ridge * trace / _dimensions + 1e-6 * (_before + effective);
        return Array.ConvertAll(Solve(scatter, diagonal, difference), value => (float)value);
    }

    public static float Score(ReadOnlySpan<float> direction, ReadOnlySpan<float> row)
    {
        var sum = 0f;
        for (var i = 0; i < direction.Length; i++)
            sum += direction[i] * row[i];
        return sum;
    }

    private float[] Mean(IReadOnlyList<float[]> rows, IReadOnlyList<float> weights)
    {
        var (mean, sum) = (new float[_dimensions], 0f);
        for (var n = 0; n < rows.Count; n++)
        {
            AddScaled(mean, rows[n], weights[n]);
            sum += weights[n];
        }
        for (var i = 0; i < _dimensions; i++)
            mean[i] /= sum;
        return mean;
    }

    /// <summary>Adds the lower triangle; entries above it are left over from whole vectors and mean nothing.</summary>
    private void AddScatter(float[] scatter, IReadOnlyList<float[]> rows, float[] mean, IReadOnlyList<float> weights, float scale)
    {
        var centred = new float[_dimensions];
        for (var n = 0; n < rows.Count; n++)
        {
            for (var i = 0; i < _dimensions; i++)
                centred[i] = rows[n][i] - mean[i];
            for (var i = 0; i < _dimensions; i++)
                if (centred[i] != 0)
                    AddScaled(scatter.AsSpan(i * _dimensions, i + 1), centred.AsSpan(0, i + 1), scale * weights[n] * centred[i]);
        }
    }

    /// <summary>to += factor·from, place by place: the width of the machine's vectors makes no difference.</summary>
    private static void AddScaled(Span<float> to, ReadOnlySpan<float> from, float factor)
    {
        var (i, width) = (0, Vector<float>.Count);
        for (var factors = new Vector<float>(factor); i <= to.Length - width; i += width)
            (new Vector<float>(to[i..]) + new Vector<float>(from[i..]) * factors).CopyTo(to[i..]);
        for (; i < to.Length; i++)
            to[i] += from[i] * factor;
    }

    /// <summary>Cholesky's method on the lower triangle.</summary>
    private double[] Solve(float[] scatter, double diagonal, double[] right)
    {
        var d = _dimensions;
        var lower = new double[d * d];
        for (var i = 0; i < d; i++)
        for (var j = 0; j <= i; j++)
        {
            var sum = (double)scatter[i * d + j] + (i == j ? diagonal : 0);
            var rowI = lower.AsSpan(i * d, j);
            var rowJ = lower.AsSpan(j * d, j);
            for (var k = 0; k < rowI.Length; k++)
                sum -= rowI[k] * rowJ[k];
            lower[i * d + j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / lower[j * d + j];
        }
        for (var i = 0; i < d; i++)
        {
            for (var k = 0; k < i; k++)
                right[i] -= lower[i * d + k] * right[k];
            right[i] /= lower[i * d + i];
        }
        for (var i = d - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < d; k++)
                right[i] -= lower[k * d + i] * right[k];
            right[i] /= lower[i * d + i];
        }
        return right;
    }
}
