namespace LlmMonitor.Core.Statistics;

/// <summary>
/// The paired permutation test: where nothing changed, each difference after − before is as likely as its opposite. Fisher, The Design of Experiments
/// (1935), §21. On differences of −1, 0 and 1 it is McNemar's exact test.
/// </summary>
public static class SignFlipTest
{
    /// <summary>Up to so many differences other than 0 all 2^n signs are counted; beyond, they are drawn.</summary>
    public const int MostExact = 18;

    public const int Draws = 19_999;

    /// <param name="differences">after − before, of one pair each; any order.</param>
    /// <param name="random">Draws signs where there are too many to count; the same seed gives the same p.</param>
    /// <returns>How likely a sum this low or lower is by chance, 0 to 1; 1 without a difference. Drawn, it is (1 + hits) / (1 + draws), which keeps
    /// its level (Phipson and Smyth 2010).</returns>
    public static double PValueOfDrop(IEnumerable<double> differences, Random random)
    {
        var sizes = differences.Where(difference => difference != 0).ToArray();
        var observed = sizes.Sum();
        var slack = 1e-9 * sizes.Sum(Math.Abs);
        return sizes.Length <= MostExact ? Exact(sizes, observed + slack) : Drawn(sizes, observed + slack, random);
    }

    private static double Exact(double[] sizes, double limit)
    {
        var all = 1L << sizes.Length;
        var hits = 0L;
        var sum = -sizes.Sum(Math.Abs);
        // In Gray code, each set of signs differs from the one before in a single place.
        for (var i = 1L; ; i++)
        {
            if (sum <= limit)
                hits++;
            if (i == all)
                return (double)hits / all;
            var place = System.Numerics.BitOperations.TrailingZeroCount(i);
            var isUp = ((i ^ (i >> 1)) >> place & 1) == 1;
            sum += (isUp ? 2 : -2) * Math.Abs(sizes[place]);
        }
    }

    private static double Drawn(double[] sizes, double limit, Random random)
    {
        var hits = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            var sum = 0.0;
            var bits = 0L;
            for (var i = 0; i < sizes.Length; i++)
            {
                if (i % 62 == 0)
                    bits = random.NextInt64();
                sum += (bits & 1) == 1 ? sizes[i] : -sizes[i];
                bits >>= 1;
            }
            if (sum <= limit)
                hits++;
        }
        return (1.0 + hits) / (1.0 + Draws);
    }
}
