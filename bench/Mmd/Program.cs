using System.Diagnostics;
using System.Globalization;
using LlmMonitor.Core.Statistics.TwoSample;

// Measures MMD² with 1,000 permutations, d = 1,536, on one thread, as ratios in one run:
//   dotnet run -c Release --project bench/Mmd [-- <python with numpy, default /usr/bin/python3>]
// against NumPy with OpenBLAS doing the same as one matrix product, and against re-indexing the kernel matrix for every permutation.
const int Dimension = 1536;
const int Draws = 1000;
var python = args is [var given] ? given : "/usr/bin/python3";
foreach (var n in new[] { 500, 1000, 2000 })
{
    var points = Points(2 * n);
    var ours = Best(5, () => Test(points, n), out var allocated);
    var three = Best(3, () => Test(points, n, [0.25, 1, 4]), out _);
    var reindexed = n == 2000 ? double.NaN : Reindex.Milliseconds(points, n, Draws);
    var numpy = NumPy.Milliseconds(python, n, Dimension, Draws);
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"n = m = {n}: ours {ours:F0} ms of CPU ({allocated / 1e6:F0} MB allocated), three bandwidths {three:F0} ms, NumPy {numpy:F0} ms, re-indexing {reindexed:F0} ms; "
                + $"ours / NumPy {ours / numpy:F2}; re-indexing / ours {reindexed / ours:F0}"
        )
    );
}

static double[] Test(float[][] points, int n, double[]? factors = null)
{
    var set = PermutationSet.Unpaired(n, n, Draws, 1);
    return KernelTwoSample.Discrepancies(points, set, factors ?? [1], 1)[0];
}

static float[][] Points(int count)
{
    var random = new Random(1);
    return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Dimension).Select(_ => random.NextSingle() - 0.5f).ToArray())];
}

static double Best(int times, Func<double[]> work, out long allocated)
{
    var best = double.MaxValue;
    allocated = 0;
    for (var turn = 0; turn < times; turn++)
    {
        var (before, cpu) = (GC.GetAllocatedBytesForCurrentThread(), Process.GetCurrentProcess().TotalProcessorTime);
        work();
        best = Math.Min(best, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
    }
    return best;
}
