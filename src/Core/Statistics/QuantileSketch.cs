namespace LlmMonitor.Core.Statistics;

/// <summary>
/// Quantiles of non-negative values in little space, to 1 % of the value, mergeable without loss: merging in any order and any grouping gives
/// the same bytes. DDSketch: Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees",
/// VLDB 2019. A value x is counted in bin ⌈log_γ x⌉ with γ = (1+α)/(1−α), which stands for 2γ^i/(γ+1). No bins are ever collapsed: 10⁻⁹ to
/// 10⁹ takes 2,073 of them. A positive value outside is counted in the nearest one, so that there the promise of 1 % does not hold;
/// zero has a count of its own, and the smallest and the largest value are kept exactly. Not thread-safe.
/// </summary>
public sealed class QuantileSketch
{
    /// <summary>A quantile lies within this share of the sample that it stands for.</summary>
    public const double RelativeError = 0.01;

    private const byte Version = 1;
    private const double Gamma = (1 + RelativeError) / (1 - RelativeError);

    // Bins are numbered from the one that holds 10⁻⁹, so that numbers are never negative; the last holds 10⁹.
    private static readonly double PerLog = 1 / Math.Log(Gamma);
    private static readonly int Lowest = (int)Math.Ceiling(Math.Log(1e-9) * PerLog);
    private static readonly int BinCount = (int)Math.Ceiling(Math.Log(1e9) * PerLog) - Lowest + 1;

    private long[] _bins = [];
    private int _first;
    private long _zeros;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;

    /// <summary>How many values were added.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest value, exactly; null where there is none.</summary>
    public double? Min => Count == 0 ? null : _min;

    /// <summary>The largest value, exactly; null where there is none.</summary>
    public double? Max => Count == 0 ? null : _max;

    /// <param name="count">How often the value occurred; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite, or the count below 1; nothing was added.</exception>
    public void Add(double value, long count = 1)
    {
        if (!(value >= 0) || double.IsPositiveInfinity(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A quantile sketch counts finite values from 0 up.");
        if (count < 1)
            throw new ArgumentOutOfRangeException(nameof(count), count, "A value is added at least once.");
        Count = checked(Count + count);
        if (value < _min)
            _min = value == 0 ? 0 : value; // −0 is 0, also to the byte
        if (value > _max)
            _max = value == 0 ? 0 : value;
        if (value == 0)
        {
            _zeros += count;
            return;
        }
        var bin = BinOf(value);
        if ((uint)(bin - _first) >= (uint)_bins.Length)
            Cover(bin, bin + 1);
        _bins[bin - _first] += count;
    }

    /// <summary>Adds all that the other one counted; the other one stays as it is.</summary>
    public void Merge(QuantileSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Count = checked(Count + other.Count);
        _zeros += other._zeros;
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
        if (_bins.Length == 0)
        {
            (_bins, _first) = ((long[])other._bins.Clone(), other._first);
            return;
        }
        if (other._bins.Length == 0)
            return;
        Cover(other._first, other._first + other._bins.Length);
        var target = _bins.AsSpan(other._first - _first, other._bins.Length);
        for (var i = 0; i < target.Length; i++)
            target[i] += other._bins[i];
    }

    /// <summary>
    /// The smallest sample that at least a share q does not exceed (<see cref="ExactQuantile"/>), to 1 %; the smallest and the largest sample exactly.
    /// </summary>
    /// <returns>Null where nothing was added.</returns>
    /// <exception cref="ArgumentOutOfRangeException">q is not in 0 to 1.</exception>
    public double? Quantile(double q)
    {
        var rank = ExactQuantile.Rank(q, Count);
        if (rank == 0)
            return null;
        if (rank == 1)
            return _min;
        if (rank == Count)
            return _max;
        var passed = _zeros;
        if (rank <= passed)
            return 0;
        for (var i = 0; i < _bins.Length; i++)
        {
            passed += _bins[i];
            if (rank <= passed)
                return Math.Clamp(ValueOf(_first + i), _min, _max);
        }
        return _max;
    }

    /// <summary>
    /// How many values are surely larger than this one: never more than there are. Those within 2 % of it, in its own bin, are left out.
    /// </summary>
    public long CountAbove(double value)
    {
        if (Count == 0 || value >= _max)
            return 0;
        if (value < _min)
            return Count;
        return value <= 0 ? Count - _zeros : CountBins(BinOf(value) + 1, BinCount);
    }

    /// <summary>How many values are surely smaller than this one: never more than there are. Those within 2 % of it are left out.</summary>
    public long CountBelow(double value)
    {
        if (Count == 0 || value <= _min)
            return 0;
        return value > _max ? Count : _zeros + CountBins(0, BinOf(value));
    }

    /// <summary>
    /// Version, zeros, number of bins in use; then, where anything was added, smallest and largest value and for each bin in use the
    /// distance from the one before and its count. Equal contents give equal bytes. About 30 bytes for five values, 2 to 3 for each bin more.
    /// </summary>
    public byte[] ToBytes()
    {
        var used = _bins.Length - _bins.AsSpan().Count(0L);
        var writer = new PackedWriter().Byte(Version).Count(_zeros).Count(used);
        if (Count == 0)
            return writer.ToArray();
        writer.Real(_min).Real(_max);
        var before = 0;
        for (var i = 0; i < _bins.Length; i++)
        {
            if (_bins[i] == 0)
                continue;
            writer.Count(_first + i - before).Count(_bins[i]);
            before = _first + i;
        }
        return writer.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no sketch, or cut short.</exception>
    public static QuantileSketch FromBytes(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes, "a quantile sketch");
        var version = reader.Byte();
        if (version != Version)
            throw reader.Fault($"version {version} is not known, only {Version} is");
        var sketch = new QuantileSketch { _zeros = reader.Count() };
        sketch.Count = sketch._zeros;
        var used = reader.Count();
        if (sketch.Count > 0 || used > 0)
        {
            (sketch._min, sketch._max) = (reader.Real(), reader.Real());
            if (!(sketch._min >= 0 && sketch._min <= sketch._max && double.IsFinite(sketch._max)))
                throw reader.Fault("smallest and largest value do not fit each other");
        }
        var bin = 0L;
        for (var i = 0L; i < used; i++)
        {
            var (step, count) = (reader.Count(), reader.Count());
            if (count == 0 || (step == 0 && i > 0) || step >= BinCount - bin)
                throw reader.Fault("a bin is empty, named twice or out of range");
            if (count > long.MaxValue - sketch.Count)
                throw reader.Fault("the counts add up to more than can be held");
            bin += step;
            sketch.Count += count;
            sketch.Cover((int)bin, (int)bin + 1);
            sketch._bins[(int)bin - sketch._first] = count;
        }
        reader.End();
        return sketch;
    }

    private long CountBins(int from, int before)
    {
        var count = 0L;
        for (var i = Math.Max(from - _first, 0); i < Math.Min(before - _first, _bins.Length); i++)
            count += _bins[i];
        return count;
    }

    private static int BinOf(double value) => Math.Clamp((int)Math.Ceiling(Math.Log(value) * PerLog) - Lowest, 0, BinCount - 1);

    private static double ValueOf(int bin) => 2 * Math.Pow(Gamma, bin + Lowest) / (Gamma + 1);

    /// <summary>Makes room for the bins from <paramref name="from"/> up to before <paramref name="before"/>, and some more where it has to grow.</summary>
    private void Cover(int from, int before)
    {
        var end = _first + _bins.Length;
        if (_bins.Length > 0 && from >= _first && before <= end)
            return;
        if (_bins.Length > 0)
            (from, before) = (Math.Min(from, _first), Math.Max(before, end));
        var spare = Math.Max(4, _bins.Length / 4);
        from = _bins.Length > 0 && from == _first ? from : Math.Max(0, from - spare);
        before = _bins.Length > 0 && before == end ? before : Math.Min(BinCount, before + spare);
        var grown = new long[before - from];
        _bins.CopyTo(grown, _bins.Length == 0 ? 0 : _first - from);
        (_bins, _first) = (grown, from);
    }
}
