using System.Runtime.Intrinsics;
using LlmMonitor.Core.Statistics.TwoSample.Kernels;

namespace LlmMonitor.Core.Statistics.TwoSample;

/// <summary>
/// The unbiased squared maximum mean discrepancy of two samples under Gaussian kernels, for every labelling of a <see cref="PermutationSet"/>.
/// <para>
/// Sources: Gretton et al., "A kernel two-sample test", JMLR 13 (2012), lemma 6; Schrab et al., "MMD aggregated two-sample test", JMLR 24
/// (2023), for several bandwidths. For pairs the products of a pair with itself are left out, and the labelled sum is a U-statistic of the pairs.
/// </para>
/// The kernel matrix is never kept: 64 × 64 of it at a time. Beyond the data the memory is one packed copy of the points, and 40 bytes for a
/// labelling and bandwidth.
/// </summary>
public static class KernelTwoSample
{
    /// <summary>Points whose distances give the median. Its sampling error of 3 % moves no result.</summary>
    private const int PointsForMedian = 256;

    private const int Tile = PackedPoints.Tile;

    /// <param name="points">The pooled sample, baseline first, all of one dimension.</param>
    /// <param name="factors">Bandwidths σ as multiples of the median distance; the kernel is exp(−‖x − y‖² / 2σ²).</param>
    /// <param name="seed">Chooses the points for the median, without regard to labels, so that the test stays exact.</param>
    /// <returns>MMD² by factor and row of the set. All zero where all points are the same.</returns>
    public static double[][] Discrepancies(IReadOnlyList<float[]> points, PermutationSet set, IReadOnlyList<double> factors, ulong seed)
    {
        if (points.Count != set.Size)
            throw new ArgumentException($"There are {points.Count} points for {set.Size} labels. Give one point for each.", nameof(points));
        var median = MedianSquare(points, seed);
        if (median <= 0)
            return [.. factors.Select(_ => new double[set.Rows])];
        var kernels = factors.Select(factor => new Kernel(0.5 / (factor * factor * median), median, set)).ToArray();
        var packed = new PackedPoints(points);
        var (distances, values) = (new float[Tile * Tile], new float[Tile * Tile]);
        for (var row = 0; row < packed.Tiles; row++)
        for (var column = row; column < packed.Tiles; column++)
        {
            packed.SquaredDistances(row, column, distances);
            foreach (var kernel in kernels)
                kernel.Add(row, column, distances, values);
        }
        return Array.ConvertAll(kernels, kernel => kernel.Finish());
    }

    /// <summary>Each statistic standardised over the rows, and of these the largest for each row.</summary>
    public static double[] Largest(IEnumerable<double[]> statistics)
    {
        double[]? largest = null;
        foreach (var statistic in statistics)
        {
            var mean = statistic.Average();
            var deviation = Math.Sqrt(statistic.Average(value => (value - mean) * (value - mean)));
            var standard = Array.ConvertAll(statistic, value => deviation > 0 ? (value - mean) / deviation : 0);
            largest = largest is null ? standard : [.. largest.Zip(standard, Math.Max)];
        }
        return largest ?? throw new ArgumentException("There is no statistic to take the largest of.", nameof(statistics));
    }

    private static double MedianSquare(IReadOnlyList<float[]> points, ulong seed)
    {
        var chosen = new SplitMix(seed).Order(points.Count).Take(PointsForMedian).Select(i => points[i]).ToArray();
        var packed = new PackedPoints(chosen);
        var (tile, squares) = (new float[Tile * Tile], new List<float>(chosen.Length * (chosen.Length - 1) / 2));
        for (var row = 0; row < packed.Tiles; row++)
        for (var column = row; column < packed.Tiles; column++)
        {
            packed.SquaredDistances(row, column, tile);
            for (var i = 0; i < Tile; i++)
            for (var j = row == column ? i + 1 : 0; j < Tile && Tile * column + j < chosen.Length; j++)
                squares.Add(tile[i * Tile + j]);
        }
        squares.Sort();
        return squares.Count == 0 ? 0 : squares[squares.Count / 2];
    }

    private sealed class Kernel(double gamma, double median, PermutationSet set)
    {
        // A constant off the diagonal changes no MMD², and without it the sums stay small enough for single precision.
        private readonly float _middle = (float)Math.Exp(-gamma * median);
        private readonly LabelSums _sums = new(set);
        private readonly double[] _rows = new double[(set.Size + Tile - 1) / Tile * Tile];

        public void Add(int row, int column, float[] distances, float[] values)
        {
            var (rate, middle) = (Vector256.Create((float)-gamma), Vector256.Create(_middle));
            for (nuint at = 0; at < Tile * Tile; at += 8)
                (Vector256.Exp(rate * Vector256.LoadUnsafe(ref distances[0], at)) - middle).StoreUnsafe(ref values[0], at);
            Mask(row, column, values);
            AddRows(row, column, values);
            _sums.Add(row, column, values);
        }

        public double[] Finish()
        {
            var total = _rows.Sum();
            var ofCurrent = set.SumsOfCurrent(_rows);
            var (n, m) = ((double)set.Current, (double)set.Baseline);
            return
            [
                .. _sums
                    .Finish()
                    .Zip(
                        ofCurrent,
                        (within, all) =>
                            Share(within, n * (n - 1)) + Share(total - 2 * all + within, m * (m - 1)) - 2 * (all - within) / (n * m)
                    ),
            ];
        }

        private static double Share(double sum, double pairs) => pairs > 0 ? sum / pairs : 0;

        /// <summary>What is no pair of two samples counts as nothing: the diagonal and below, the rest of the last tile, partners.</summary>
        private void Mask(int row, int column, Span<float> values)
        {
            if (row == column)
                for (var i = 0; i < Tile; i++)
                    values.Slice(i * Tile, i + 1).Clear();
            if (set.Size - column * Tile is var left and < Tile)
                for (var i = 0; i < Tile; i++)
                    values[(i * Tile + left)..((i + 1) * Tile)].Clear();
            if (set.IsPaired)
                for (var i = 0; i < Tile; i++)
                    if (row * Tile + i + set.Baseline - column * Tile is >= 0 and < Tile and var partner)
                        values[i * Tile + partner] = 0;
        }

        private void AddRows(int row, int column, float[] values)
        {
            Span<float> columns = stackalloc float[Tile];
            columns.Clear();
            for (var i = 0; i < Tile; i++)
            {
                var sum = Vector256<float>.Zero;
                for (nuint j = 0; j < Tile; j += 8)
                {
                    var value = Vector256.LoadUnsafe(ref values[i * Tile], j);
                    sum += value;
                    (Vector256.LoadUnsafe(ref columns[0], j) + value).StoreUnsafe(ref columns[0], j);
                }
                _rows[row * Tile + i] += Vector256.Sum(sum);
            }
            for (var j = 0; j < Tile; j++)
                _rows[column * Tile + j] += columns[j];
        }
    }
}
