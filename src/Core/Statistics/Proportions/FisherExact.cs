using MathNet.Numerics;

namespace LlmMonitor.Core.Statistics;

/// <summary>
/// Whether a share is greater here than there: Fisher's exact test, one-sided. Given how many there are of each kind in all, the number here is
/// hypergeometric while both shares are the same. Fisher, Statistical Methods for Research Workers, 5th ed. (1934), §21.02.
/// </summary>
public static class FisherExact
{
    /// <summary>Terms below this part of the first change no digit that is read.</summary>
    private const double Negligible = 1e-17;

    /// <param name="hits">Of <paramref name="n"/> here, 0 to n.</param>
    /// <param name="otherHits">Of <paramref name="otherN"/> there, 0 to otherN.</param>
    /// <returns>How likely so many hits or more are here, by chance; 1 where either side is empty.</returns>
    public static double Greater(long hits, long n, long otherHits, long otherN)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfNegative(otherHits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(otherHits, otherN);
        var all = hits + otherHits;
        var most = Math.Min(all, n);
        if (hits == 0 || n == 0 || otherN == 0)
            return 1;
        if (hits * (double)otherN <= otherHits * (double)n)
            return 1 - Tail(hits - 1, n, otherN, all, Math.Max(0, all - otherN), -1);
        return Tail(hits, n, otherN, all, most, 1);
    }

    /// <summary>P of <paramref name="from"/> and all beyond, up or down to <paramref name="to"/>: terms fall, as the mean lies behind.</summary>
    private static double Tail(long from, long n, long otherN, long all, long to, int step)
    {
        if ((to - from) * step < 0)
            return 0;
        var first = Math.Exp(LogChoose(n, from) + LogChoose(otherN, all - from) - LogChoose(n + otherN, all));
        var (sum, term) = (1.0, 1.0);
        for (var k = from; k != to && term > Negligible * sum; k += step)
        {
            term *=
                step > 0
                    ? (double)(n - k) * (all - k) / ((k + 1.0) * (otherN - all + k + 1.0))
                    : k * (otherN - all + (double)k) / ((n - k + 1.0) * (all - k + 1.0));
            sum += term;
        }
        return Math.Min(1, first * sum);
    }

    private static double LogChoose(long n, long k) =>
        SpecialFunctions.GammaLn(n + 1.0) - SpecialFunctions.GammaLn(k + 1.0) - SpecialFunctions.GammaLn(n - k + 1.0);
}
