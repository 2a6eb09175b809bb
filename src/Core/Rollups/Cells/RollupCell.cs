using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// What is known of the calls under one <see cref="RollupKey"/> in one span of time. Counts and sums are whole numbers and sketches count in
/// whole numbers, so that merging in any order gives the same bytes. Latency is of calls without error only.
/// </summary>
public sealed class RollupCell
{
    private static readonly int ErrorTypes = Enum.GetValues<CallErrorType>().Length;
    private readonly long[] _errors = new long[ErrorTypes];

    public long Calls { get; private set; }
    public long Errors => _errors.Sum();
    public long Unpriced { get; private set; }

    /// <summary>Of priced calls.</summary>
    public PicoUsd Cost { get; private set; }
    public TokenSums Tokens { get; private set; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Seconds.</summary>
    public QuantileSketch TimeToFirstToken { get; private set; } = new();

    /// <summary>Seconds, over gaps, not calls.</summary>
    public QuantileSketch TimeBetweenTokens { get; private set; } = new();

    /// <summary>Seconds.</summary>
    public QuantileSketch Total { get; private set; } = new();

    /// <summary>Of the generation time, without time to first token.</summary>
    public QuantileSketch TokensPerSecond { get; private set; } = new();

    /// <summary>By cost in pico-dollars.</summary>
    public TopList MostExpensive { get; private set; } = new();

    /// <summary>By total time in microseconds, errored calls included.</summary>
    public TopList Slowest { get; private set; } = new();

    /// <summary>Of the output checks.</summary>
    public CheckTally Checks { get; private set; } = new();

    public long ErrorsOf(CallErrorType type) => _errors[(int)type];

    public void Add(LlmCall call)
    {
        Calls++;
        Tokens = Tokens.Plus(call.Usage);
        if (call.Cost.Usd is { } usd)
        {
            Cost += usd;
            MostExpensive.Add(new TopItem(usd.Pico, call.RequestId, call.UserId, call.Timestamp));
        }
        else
            Unpriced++;
        if (call.TotalSeconds is { } seconds)
            Slowest.Add(new TopItem((Int128)Math.Round(seconds * 1e6), call.RequestId, call.UserId, call.Timestamp));
        foreach (var check in call.Checks)
            Checks.Add(check);
        if (call.Error is { } error)
        {
            _errors[(int)error.Type]++;
            return;
        }
        LatencyMeasures.Add(this, call);
    }

    public void Merge(RollupCell other)
    {
        Calls += other.Calls;
        Unpriced += other.Unpriced;
        Cost += other.Cost;
        Tokens = Tokens.Plus(other.Tokens);
        for (var type = 0; type < ErrorTypes; type++)
            _errors[type] += other._errors[type];
        TimeToFirstToken.Merge(other.TimeToFirstToken);
        TimeBetweenTokens.Merge(other.TimeBetweenTokens);
        Total.Merge(other.Total);
        TokensPerSecond.Merge(other.TokensPerSecond);
        MostExpensive.Merge(other.MostExpensive);
        Slowest.Merge(other.Slowest);
        Checks.Merge(other.Checks);
    }

    internal void Pack(PackedWriter to)
    {
        to.Count(Calls).Count(Unpriced).Wide(Cost.Pico).Count(ErrorTypes);
        foreach (var count in _errors)
            to.Count(count);
        Tokens.Pack(to);
        foreach (var sketch in new[] { TimeToFirstToken, TimeBetweenTokens, Total, TokensPerSecond })
            to.Bytes(sketch.Count == 0 ? [] : sketch.ToBytes());
        to.Bytes(MostExpensive.ToBytes()).Bytes(Slowest.ToBytes());
        Checks.Pack(to);
    }

    /// <param name="version">Of the rollup that the cell stands in.</param>
    internal static RollupCell Unpack(ref PackedReader from, byte version)
    {
        var cell = new RollupCell
        {
            Calls = from.Count(),
            Unpriced = from.Count(),
            Cost = new PicoUsd(from.Wide()),
        };
        var types = from.Count();
        for (var type = 0; type < types; type++)
            cell._errors[type] = from.Count();
        cell.Tokens = TokenSums.Unpack(ref from);
        cell.TimeToFirstToken = Sketch(ref from);
        cell.TimeBetweenTokens = Sketch(ref from);
        cell.Total = Sketch(ref from);
        cell.TokensPerSecond = Sketch(ref from);
        cell.MostExpensive = TopList.FromBytes(from.Bytes());
        cell.Slowest = TopList.FromBytes(from.Bytes());
        if (version >= 2)
            cell.Checks = CheckTally.Unpack(ref from);
        return cell;
    }

    private static QuantileSketch Sketch(ref PackedReader from)
    {
        var bytes = from.Bytes();
        return bytes.IsEmpty ? new QuantileSketch() : QuantileSketch.FromBytes(bytes);
    }
}
