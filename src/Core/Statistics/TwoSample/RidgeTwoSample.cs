using System.Numerics;
using Matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>;

namespace LlmMonitor.Core.Statistics.TwoSample;

/// <param name="Statistic">By row of the set: how far apart the held-out scores of both labels lie, in standard deviations.</param>
/// <param name="Witness">A score for each pooled sample, from folds that did not see it: large where it looks like the current ones.</param>
/// <param name="SegmentGaps">By segment and row: the mean score of its current samples less that of its baseline; 0 where it has only one kind.</param>
public sealed record RidgeScores(double[] Statistic, double[] Witness, double[][] SegmentGaps);

/// <summary>
/// A two-sample test by a linear classifier: whether ridge regression on the labels tells held-out samples of the two kinds apart.
/// <para>
/// Five folds; the direction of a fold is (XᵀX/n + λI)⁻¹ times the difference of the means of both labels outside the fold, λ = 0.3 × the mean of
/// the diagonal. The inverse knows no label: it is made once for each fold, and each labelling costs sums and products of vectors only.
/// </para>
/// Source: Lopez-Paz and Oquab, "Revisiting classifier two-sample tests", ICLR 2017; calibrated by permutation, because folds depend on each
/// other and an analytic p is too small (4.8 % at a stated 1 %).
/// </summary>
public sealed class RidgeTwoSample
{
    private const int Folds = 5;
    private const double Penalty = 0.3;

    private readonly PermutationSet _set;
    private readonly int _stride;

    /// <summary>Samples in the order of their folds.</summary>
    private readonly int[] _order;
    private readonly int[] _starts = new int[Folds + 1];

    private readonly float[] _rows;
    private readonly float[][] _inverses = new float[Folds][];
    private readonly float[] _all;

    private RidgeTwoSample(IReadOnlyList<float[]> points, PermutationSet set, ulong seed)
    {
        _set = set;
        _stride = (points[0].Length + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        _order = OrderOfFolds(set, seed, _starts);
        _rows = new float[set.Size * _stride];
        for (var i = 0; i < _order.Length; i++)
            points[_order[i]].CopyTo(_rows, i * _stride);
        _all = new float[Folds * _stride];
        for (var fold = 0; fold < Folds; fold++)
        for (var i = _starts[fold]; i < _starts[fold + 1]; i++)
            Add(_all.AsSpan(fold * _stride, _stride), Row(i));
        Invert(points[0].Length);
    }

    /// <param name="points">The pooled sample, baseline first: columns about 0, on one scale, zero-mean within segments (<see cref="RankColumns"/>).</param>
    /// <param name="seed">Deals the samples to folds without regard to labels; two of one pair go to one fold.</param>
    /// <param name="segments">Numbered from 0; null where no gap by segment is asked for.</param>
    public static RidgeScores Run(IReadOnlyList<float[]> points, PermutationSet set, ulong seed, IReadOnlyList<int>? segments = null) =>
        new RidgeTwoSample(points, set, seed).Run(segments);

    private RidgeScores Run(IReadOnlyList<int>? segments)
    {
        var statistic = new double[_set.Rows];
        var gaps = new SegmentGaps(_set, segments);
        var witness = new double[_set.Size];
        var scores = new double[_set.Size];
        var scratch = new Scratch(new float[Folds * _stride], new float[_stride], new float[_stride], new int[Folds], new bool[_set.Size]);
        for (var row = 0; row < _set.Rows; row++)
        {
            for (var i = 0; i < _order.Length; i++)
                scratch.Current[i] = _set.IsCurrent(row, _order[i]);
            Score(scores, scratch);
            statistic[row] = Gap(scores, scratch.Current);
            gaps.Put(row, scores, _order, scratch.Current);
            if (row == 0)
                for (var i = 0; i < _order.Length; i++)
                    witness[_order[i]] = scores[i];
        }
        return new(statistic, witness, gaps.Values);
    }

    /// <summary>Held-out scores, standardised in each fold, because each fold has a scale of its own.</summary>
    private void Score(double[] scores, Scratch scratch)
    {
        SumCurrent(scratch);
        for (var fold = 0; fold < Folds; fold++)
        {
            Difference(fold, scratch);
            for (var j = 0; j < _stride; j++)
                scratch.Direction[j] = Dot(_inverses[fold].AsSpan(j * _stride, _stride), scratch.Difference);
            double sum = 0, squares = 0;
            var (from, to) = (_starts[fold], _starts[fold + 1]);
            for (var i = from; i < to; i++)
            {
                scores[i] = Dot(Row(i), scratch.Direction);
                sum += scores[i];
                squares += scores[i] * scores[i];
            }
            var mean = sum / (to - from);
            var deviation = Math.Sqrt(Math.Max(0, squares / (to - from) - mean * mean));
            for (var i = from; i < to; i++)
                scores[i] = deviation > 0 ? (scores[i] - mean) / deviation : 0;
        }
    }

    private void SumCurrent(Scratch scratch)
    {
        Array.Clear(scratch.Sums);
        for (var fold = 0; fold < Folds; fold++)
        {
            var sum = scratch.Sums.AsSpan(fold * _stride, _stride);
            var count = 0;
            for (var i = _starts[fold]; i < _starts[fold + 1]; i++)
                if (scratch.Current[i])
                {
                    Add(sum, Row(i));
                    count++;
                }
            scratch.Counts[fold] = count;
        }
    }

    /// <summary>The mean of the current samples less that of the others, outside the fold.</summary>
    private void Difference(int fold, Scratch scratch)
    {
        var current = scratch.Counts.Sum() - scratch.Counts[fold];
        var others = _set.Size - (_starts[fold + 1] - _starts[fold]) - current;
        var (perCurrent, perOther) = (1f / Math.Max(1, current), 1f / Math.Max(1, others));
        for (var j = 0; j < _stride; j++)
        {
            float chosen = 0, all = 0;
            for (var other = 0; other < Folds; other++)
                if (other != fold)
                {
                    chosen += scratch.Sums[other * _stride + j];
                    all += _all[other * _stride + j];
                }
            scratch.Difference[j] = chosen * perCurrent - (all - chosen) * perOther;
        }
    }

    private static double Gap(double[] scores, bool[] current)
    {
        double sum = 0, total = 0, squares = 0;
        var count = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            total += scores[i];
            squares += scores[i] * scores[i];
            if (current[i])
            {
                sum += scores[i];
                count++;
            }
        }
        var (mean, other) = (sum / count, (total - sum) / (scores.Length - count));
        var within = squares - count * mean * mean - (scores.Length - count) * other * other;
        return within > 0 ? (mean - other) / Math.Sqrt(within / scores.Length) : 0;
    }

    private void Invert(int columns)
    {
        var grams = Enumerable.Range(0, Folds).Select(fold => Gram(fold, columns)).ToArray();
        var every = grams.Aggregate((left, right) => left + right);
        for (var fold = 0; fold < Folds; fold++)
        {
            var gram = (every - grams[fold]) / Math.Max(1, _set.Size - (_starts[fold + 1] - _starts[fold]));
            var penalty = Math.Max(1e-9, Penalty * gram.Trace() / columns);
            var inverse = (gram + Matrix.Build.DiagonalIdentity(columns) * penalty).Cholesky().Solve(Matrix.Build.DenseIdentity(columns));
            _inverses[fold] = new float[_stride * _stride];
            for (var i = 0; i < columns; i++)
            for (var j = 0; j < columns; j++)
                _inverses[fold][i * _stride + j] = (float)inverse[i, j];
        }
    }

    private Matrix Gram(int fold, int columns)
    {
        var gram = new float[columns * _stride];
        for (var i = _starts[fold]; i < _starts[fold + 1]; i++)
        {
            var row = Row(i);
            for (var j = 0; j < columns; j++)
                Add(gram.AsSpan(j * _stride, _stride), row, row[j]);
        }
        return Matrix.Build.Dense(columns, columns, (i, j) => gram[i * _stride + j]);
    }

    private static int[] OrderOfFolds(PermutationSet set, ulong seed, int[] starts)
    {
        var units = set.IsPaired ? set.Baseline : set.Size;
        var shuffled = new SplitMix(seed).Order(units);
        var order = new List<int>(set.Size);
        for (var fold = 0; fold < Folds; fold++)
        {
            foreach (var unit in shuffled[(fold * units / Folds)..((fold + 1) * units / Folds)])
                order.AddRange(set.IsPaired ? [unit, set.Baseline + unit] : [unit]);
            starts[fold + 1] = order.Count;
        }
        return [.. order];
    }

    private Span<float> Row(int i) => _rows.AsSpan(i * _stride, _stride);

    private static void Add(Span<float> sum, ReadOnlySpan<float> row, float times = 1)
    {
        for (var j = 0; j < sum.Length; j += Vector<float>.Count)
            (new Vector<float>(sum[j..]) + new Vector<float>(row[j..]) * times).CopyTo(sum[j..]);
    }

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = Vector<float>.Zero;
        for (var j = 0; j < left.Length; j += Vector<float>.Count)
            sum += new Vector<float>(left[j..]) * new Vector<float>(right[j..]);
        return Vector.Sum(sum);
    }

    /// <summary>What one labelling needs, made once: sums of current samples by fold, their difference, the direction, counts, labels by place.</summary>
    private sealed record Scratch(float[] Sums, float[] Difference, float[] Direction, int[] Counts, bool[] Current);
}
