using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlmMonitor.Core.Statistics.TwoSample.Kernels;

/// <summary>
/// For every row s of a <see cref="PermutationSet"/> the quadratic form sᵀKs of a symmetric K with an empty diagonal, which comes tile by tile
/// of its upper triangle and is never kept.
/// <para>
/// Labels are bits, so no product is needed: the sums of all sixteen subsets of four rows of K are tabulated once, and each labelling adds one
/// entry instead of four products. Arlazarov, Dinic, Kronrod and Faradžev 1970 ("four Russians"). Sums are single inside a tile, double outside.
/// </para>
/// </summary>
internal sealed class LabelSums(PermutationSet set)
{
    private const int Tile = PackedPoints.Tile;
    private const int Columns = 16;
    private const int Subsets = 16;

    /// <summary>Entries for four rows.</summary>
    private const int Group = Subsets * Columns;


    private readonly float[] _table = new float[Tile / 4 * Group];
    private readonly float[] _lanes = new float[set.Rows * Vector256<float>.Count];
    private readonly double[] _upper = new double[set.Rows];

    /// <summary>Adds a tile of 64 × 64 of the upper triangle, diagonal tiles with zeros on and below the diagonal.</summary>
    public void Add(int rowTile, int columnTile, ReadOnlySpan<float> tile)
    {
        for (var column = 0; column < Tile; column += Columns)
        {
            Tabulate(tile[column..]);
            AddTable(set.Column(rowTile), set.Column(columnTile), column);
        }
        Flush();
    }

    /// <returns>sᵀKs for each row of the set.</returns>
    public double[] Finish() => Array.ConvertAll(_upper, half => 2 * half);

    private void Tabulate(ReadOnlySpan<float> rows)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
        for (var group = 0; group < Tile / 4; group++)
        {
            ref var sums = ref Unsafe.Add(ref table, group * Group);
            for (var subset = 1; subset < Subsets; subset++)
            {
                ref var rest = ref Unsafe.Add(ref sums, (subset & (subset - 1)) * Columns);
                ref var row = ref Unsafe.AsRef(in rows[(4 * group + int.TrailingZeroCount(subset)) * Tile]);
                ref var sum = ref Unsafe.Add(ref sums, subset * Columns);
                (Vector256.LoadUnsafe(ref rest) + Vector256.LoadUnsafe(ref row)).StoreUnsafe(ref sum);
                (Vector256.LoadUnsafe(ref rest, 8) + Vector256.LoadUnsafe(ref row, 8)).StoreUnsafe(ref sum, 8);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTable(ReadOnlySpan<ulong> rowLabels, ReadOnlySpan<ulong> columnLabels, int column)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
        ref var lanes = ref MemoryMarshal.GetArrayDataReference(_lanes);
        var (low, high) = (Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128), Vector256.Create(256, 512, 1024, 2048, 4096, 8192, 16384, 32768));
        for (var row = 0; row < rowLabels.Length; row++, lanes = ref Unsafe.Add(ref lanes, 8))
        {
            var (labels, mine) = (rowLabels[row], Vector256.Create((int)(columnLabels[row] >> column)));
            // Four chains of sums, so that no addition waits for the one before.
            var (a, b) = (Vector256<float>.Zero, Vector256<float>.Zero);
            var (c, d) = (Vector256<float>.Zero, Vector256<float>.Zero);
            ref var group = ref table;
            for (var four = 0; four < 4; four++)
            {
                ref var sums = ref Unsafe.Add(ref group, (nuint)(labels << 4 & 0xF0));
                a += Vector256.LoadUnsafe(ref sums);
                b += Vector256.LoadUnsafe(ref sums, 8);
                sums = ref Unsafe.Add(ref group, (nuint)(labels & 0xF0));
                c += Vector256.LoadUnsafe(ref sums, Group);
                d += Vector256.LoadUnsafe(ref sums, Group + 8);
                sums = ref Unsafe.Add(ref group, (nuint)(labels >> 4 & 0xF0));
                a += Vector256.LoadUnsafe(ref sums, 2 * Group);
                b += Vector256.LoadUnsafe(ref sums, 2 * Group + 8);
                sums = ref Unsafe.Add(ref group, (nuint)(labels >> 8 & 0xF0));
                c += Vector256.LoadUnsafe(ref sums, 3 * Group);
                d += Vector256.LoadUnsafe(ref sums, 3 * Group + 8);
                labels >>= 16;
                group = ref Unsafe.Add(ref group, 4 * Group);
            }
            var left = (a + c) & Vector256.Equals(mine & low, low).AsSingle();
            var right = (b + d) & Vector256.Equals(mine & high, high).AsSingle();
            (Vector256.LoadUnsafe(ref lanes) + left + right).StoreUnsafe(ref lanes);
        }
    }

    private void Flush()
    {
        for (var row = 0; row < _upper.Length; row++)
            _upper[row] += Vector256.Sum(Vector256.LoadUnsafe(ref _lanes[8 * row]));
        Array.Clear(_lanes);
    }
}
