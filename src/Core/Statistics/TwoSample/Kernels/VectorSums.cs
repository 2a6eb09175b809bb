using System.Numerics;

namespace LlmMonitor.Core.Statistics.TwoSample.Kernels;

/// <summary>The sum of the points that a labelling calls current. Points are laid out in one block, each padded to whole registers with zeros.</summary>
internal sealed class VectorSums
{
    private readonly float[] _points;
    private readonly float[] _sum;
    private readonly int _columns;
    private readonly PermutationSet _set;

    public VectorSums(IReadOnlyList<float[]> points, PermutationSet set)
    {
        if (points.Count != set.Size)
            throw new ArgumentException($"There are {points.Count} points for {set.Size} labels. Give one point for each.", nameof(points));
        (_set, _columns) = (set, points[0].Length);
        _sum = new float[(_columns + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count];
        _points = new float[points.Count * _sum.Length];
        for (var i = 0; i < points.Count; i++)
            points[i].CopyTo(_points, i * _sum.Length);
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<float> Of(int row)
    {
        Array.Clear(_sum);
        for (var word = 0; word < _set.Words; word++)
        for (var bits = _set.Column(word)[row]; bits != 0; bits &= bits - 1)
            Add((64 * word + BitOperations.TrailingZeroCount(bits)) * _sum.Length);
        return _sum.AsSpan(0, _columns);
    }

    private void Add(int start)
    {
        for (var j = 0; j < _sum.Length; j += Vector<float>.Count)
            (new Vector<float>(_sum, j) + new Vector<float>(_points, start + j)).CopyTo(_sum, j);
    }
}
