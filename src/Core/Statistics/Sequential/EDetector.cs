namespace LlmMonitor.Core.Statistics.Sequential;

/// <summary>
/// The Shiryaev–Roberts e-detector: M ← (M + 1)·e for each of some bets, and the mean over them. While each e has mean 1, whatever came before,
/// M − n is a martingale. Hence the mean time until M first reaches A is at least A values, and the chance of that within n values is at most n / A
/// (Shin, Ramdas and Rinaldo, <i>E-detectors</i>, New England Journal of Statistics in Data Science, 2023; for rates Pollak, Annals of Statistics 13, 1985).
/// </summary>
/// <param name="bets">How many stand on each value.</param>
public sealed class EDetector(int bets)
{
    /// <summary>Beyond every level; keeps sums of many finite.</summary>
    private const double Most = 1e100;

    private readonly double[] _values = new double[bets];
    private readonly float[] _cusum = new float[bets];
    private readonly uint[] _since = new uint[bets];

    /// <summary>M, the mean over the bets.</summary>
    public double Value => _values.Sum() / _values.Length;

    /// <summary>
    /// When the excursion of the strongest bet began: the maximum likelihood estimate of the change point of Page's CUSUM (1954), which starts anew wherever
    /// its product falls below 1. In the unit that it was fed with; 0 before the first value.
    /// </summary>
    public uint Since => _since[Array.IndexOf(_cusum, _cusum.Max())];

    /// <param name="factors">The outcome of each bet, from 0 up, with mean 1.</param>
    /// <param name="time">Of this value; only kept.</param>
    public void Feed(ReadOnlySpan<double> factors, uint time)
    {
        for (var k = 0; k < factors.Length; k++)
        {
            _values[k] = Math.Min((_values[k] + 1) * factors[k], Most);
            if (_cusum[k] <= 1)
                (_cusum[k], _since[k]) = (1, time);
            _cusum[k] = (float)Math.Min(_cusum[k] * factors[k], 1e30);
        }
    }

    /// <summary>Places these bets on a p-value.</summary>
    public void Feed(Bets placed, double p, uint time)
    {
        ArgumentNullException.ThrowIfNull(placed);
        Span<double> factors = stackalloc double[placed.Count];
        placed.Place(p, factors);
        Feed(factors, time);
    }

    /// <summary>Forgets all evidence.</summary>
    public void Reset()
    {
        Array.Clear(_values);
        Array.Clear(_cusum);
        Array.Clear(_since);
    }

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        for (var k = 0; k < _values.Length; k++)
            writer.Real(_values[k]).Real(_cusum[k]).Count(_since[k]);
    }

    /// <summary>Takes over what <see cref="Write"/> wrote of a detector with as many bets.</summary>
    public void Read(ref PackedReader reader)
    {
        for (var k = 0; k < _values.Length; k++)
            (_values[k], _cusum[k], _since[k]) = (reader.Real(), (float)reader.Real(), (uint)reader.Count());
    }
}
