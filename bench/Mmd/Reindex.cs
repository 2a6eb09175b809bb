using System.Diagnostics;

/// <summary>The usual way: keep the kernel matrix, and for each permutation add up its blocks through the shuffled indexes.</summary>
internal static class Reindex
{
    private const int Measured = 10;

    public static double Milliseconds(float[][] points, int n, int draws)
    {
        var watch = Stopwatch.StartNew();
        var size = points.Length;
        var kernel = new float[size * size];
        for (var i = 0; i < size; i++)
        for (var j = 0; j < i; j++)
            kernel[i * size + j] = kernel[j * size + i] = MathF.Exp(-Square(points[i], points[j]) / 256);
        var matrix = watch.Elapsed.TotalMilliseconds;
        var random = new Random(1);
        var order = Enumerable.Range(0, size).ToArray();
        watch.Restart();
        var least = double.MaxValue;
        for (var draw = 0; draw < Measured; draw++)
        {
            random.Shuffle(order);
            least = Math.Min(least, Discrepancy(kernel, size, order, n));
        }
        Console.WriteLine(
            $"  re-indexing: kernel {matrix:F0} ms, then {watch.Elapsed.TotalMilliseconds / Measured:F1} ms a permutation (least {least:E2})"
        );
        return matrix + watch.Elapsed.TotalMilliseconds / Measured * draws;
    }

    private static double Discrepancy(float[] kernel, int size, int[] order, int n)
    {
        double xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < size; i++)
        for (var j = 0; j < size; j++)
        {
            var value = kernel[order[i] * size + order[j]];
            if (i < n && j < n)
                xx += value;
            else if (i >= n && j >= n)
                yy += value;
            else
                xy += value;
        }
        var pairs = (double)n * (n - 1);
        return xx / pairs + yy / pairs - xy / ((double)n * n);
    }

    private static float Square(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = System.Numerics.Vector<float>.Zero;
        for (var k = 0; k < x.Length; k += System.Numerics.Vector<float>.Count)
        {
            var difference = new System.Numerics.Vector<float>(x[k..]) - new System.Numerics.Vector<float>(y[k..]);
            sum += difference * difference;
        }
        return System.Numerics.Vector.Sum(sum);
    }
}
