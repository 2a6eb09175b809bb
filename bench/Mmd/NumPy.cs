using System.Diagnostics;
using System.Globalization;

/// <summary>The same test in NumPy, as one matrix product over all permutations. The labels are drawn before the clock starts.</summary>
internal static class NumPy
{
    private const string Script = """
        import sys, time
        import numpy as np
        n, d, draws = map(int, sys.argv[1:])
        rng = np.random.default_rng(1)
        Z = (rng.random((2 * n, d)) - 0.5).astype(np.float32)
        S = np.zeros((draws + 1, 2 * n), np.float32)
        S[0, n:] = 1
        for b in range(1, draws + 1):
            S[b, rng.permutation(2 * n)[:n]] = 1
        best = 1e9
        for turn in range(5):
            start = time.process_time()
            some = Z[rng.permutation(2 * n)[:256]]
            q = (some * some).sum(1)
            D = q[:, None] + q[None, :] - 2 * (some @ some.T)
            gamma = np.float32(0.5 / np.median(D[np.triu_indices(256, 1)]))
            q = (Z * Z).sum(1)
            K = Z @ Z.T
            K *= -2
            K += q[:, None]
            K += q[None, :]
            np.maximum(K, 0, out=K)
            K *= -gamma
            np.exp(K, out=K)
            np.fill_diagonal(K, 0)
            within = np.einsum("ij,ij->i", S @ K, S, dtype=np.float64)
            rows = K.sum(1)
            every = S @ rows
            total = rows.sum()
            mmd = within / (n * (n - 1)) + (total - 2 * every + within) / (n * (n - 1)) - 2 * (every - within) / (n * n)
            best = min(best, time.process_time() - start)
        print(best * 1000)
        """;

    /// <returns>Milliseconds of CPU, the best of five turns; not a number where there is no NumPy.</returns>
    public static double Milliseconds(string python, int n, int dimension, int draws)
    {
        var start = new ProcessStartInfo(python, ["-c", Script, $"{n}", $"{dimension}", $"{draws}"])
        {
            RedirectStandardOutput = true,
            Environment = { ["OPENBLAS_NUM_THREADS"] = "1", ["OMP_NUM_THREADS"] = "1" },
        };
        if (!File.Exists(python))
            return double.NaN;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? double.Parse(output, CultureInfo.InvariantCulture) : double.NaN;
    }
}
