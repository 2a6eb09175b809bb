using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlmMonitor.Core.Statistics.TwoSample.Kernels;

/// <summary>
/// Points laid out for products of each with each: panels of eight points, coordinate by coordinate, so that both sides of a product are
/// read in order. Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34 (2008).
/// </summary>
internal sealed class PackedPoints
{
    /// <summary>Rows and columns of a tile of the matrix of distances.</summary>
    public const int Tile = 64;

    private const int Panel = 8;

    /// <summary>Coordinates at a time: two panels (16 KB) stay in the first cache while eight rows pass by.</summary>
    private const int Depth = 256;

    private readonly float[] _panels;
    private readonly float[] _squares;
    private readonly int _dimension;

    public PackedPoints(IReadOnlyList<float[]> points)
    {
        _dimension = points[0].Length;
        Tiles = (points.Count + Tile - 1) / Tile;
        _panels = new float[Tiles * Tile * _dimension];
        _squares = new float[Tiles * Tile];
        for (var i = 0; i < points.Count; i++)
            Put(i, points[i]);
    }

    public int Tiles { get; }

    private void Put(int i, float[] point)
    {
        if (point.Length != _dimension)
            throw new ArgumentException($"Point {i} has {point.Length} coordinates, the first has {_dimension}. All must have the same.");
        var panel = _panels.AsSpan(i / Panel * Panel * _dimension);
        var square = 0.0;
        for (int k = 0, at = i % Panel; k < point.Length; k++, at += Panel)
        {
            panel[at] = point[k];
            square += (double)point[k] * point[k];
        }
        _squares[i] = (float)square;
    }

    /// <summary>Writes the squared distances of 64 points to 64 others, row by row.</summary>
    public void SquaredDistances(int rowTile, int columnTile, Span<float> tile)
    {
        tile.Clear();
        for (var from = 0; from < _dimension; from += Depth)
            AddProducts(rowTile, columnTile, from, Math.Min(Depth, _dimension - from), tile);
        for (var i = 0; i < Tile; i++)
        {
            var square = Vector256.Create(_squares[rowTile * Tile + i]);
            ref var row = ref tile[i * Tile];
            for (nuint j = 0; j < Tile; j += Panel)
            {
                var other = Vector256.LoadUnsafe(ref _squares[columnTile * Tile], j);
                var distance = Vector256.MultiplyAddEstimate(Vector256.Create(-2f), Vector256.LoadUnsafe(ref row, j), square + other);
                Vector256.Max(distance, Vector256<float>.Zero).StoreUnsafe(ref row, j);
            }
        }
    }

    private void AddProducts(int rowTile, int columnTile, int from, int depth, Span<float> tile)
    {
        ref var panels = ref MemoryMarshal.GetArrayDataReference(_panels);
        for (var j = 0; j < Tile; j += 2 * Panel)
        {
            ref var left = ref Unsafe.Add(ref panels, (columnTile * Tile + j) * _dimension + from * Panel);
            ref var right = ref Unsafe.Add(ref left, Panel * _dimension);
            for (var i = 0; i < Tile; i += Panel / 2)
            {
                ref var rows = ref Unsafe.Add(ref panels, (rowTile * Tile + i / Panel * Panel) * _dimension + from * Panel + i % Panel);
                FourBySixteen(ref rows, ref left, ref right, depth, ref tile[i * Tile + j]);
            }
        }
    }

    /// <summary>The innermost block: four rows by sixteen columns in eight registers of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourBySixteen(ref float rows, ref float left, ref float right, int depth, ref float sums)
    {
        var (a0, a1) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (b0, b1) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (c0, c1) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (d0, d1) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var end = (nuint)depth * Panel;
        for (nuint at = 0; at < end; at += Panel)
        {
            var l = Vector256.LoadUnsafe(ref left, at);
            var r = Vector256.LoadUnsafe(ref right, at);
            var x = Vector256.Create(Unsafe.Add(ref rows, at));
            a0 = Vector256.MultiplyAddEstimate(x, l, a0);
            a1 = Vector256.MultiplyAddEstimate(x, r, a1);
            x = Vector256.Create(Unsafe.Add(ref rows, at + 1));
            b0 = Vector256.MultiplyAddEstimate(x, l, b0);
            b1 = Vector256.MultiplyAddEstimate(x, r, b1);
            x = Vector256.Create(Unsafe.Add(ref rows, at + 2));
            c0 = Vector256.MultiplyAddEstimate(x, l, c0);
            c1 = Vector256.MultiplyAddEstimate(x, r, c1);
            x = Vector256.Create(Unsafe.Add(ref rows, at + 3));
            d0 = Vector256.MultiplyAddEstimate(x, l, d0);
            d1 = Vector256.MultiplyAddEstimate(x, r, d1);
        }
        Add(a0, a1, ref sums);
        Add(b0, b1, ref Unsafe.Add(ref sums, Tile));
        Add(c0, c1, ref Unsafe.Add(ref sums, 2 * Tile));
        Add(d0, d1, ref Unsafe.Add(ref sums, 3 * Tile));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector256<float> left, Vector256<float> right, ref float sums)
    {
        (Vector256.LoadUnsafe(ref sums) + left).StoreUnsafe(ref sums);
        (Vector256.LoadUnsafe(ref sums, Panel) + right).StoreUnsafe(ref sums, Panel);
    }
}
