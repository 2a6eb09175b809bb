using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Cost.Budgets.Gate;

/// <summary>What was spent: by minute for a sliding hour; for a day or month its sum, under the minute with which it begins.</summary>
public sealed class SettledSpend(IReadOnlyDictionary<Minute, PicoUsd> spent)
{
    private const byte Version = 1;

    public static SettledSpend None { get; } = new(new Dictionary<Minute, PicoUsd>());

    /// <summary>Oldest first.</summary>
    public IEnumerable<KeyValuePair<Minute, PicoUsd>> Parts => spent.OrderBy(part => part.Key);

    public PicoUsd Within(Minute from, Minute before)
    {
        var sum = PicoUsd.Zero;
        foreach (var (minute, usd) in spent)
            if (minute >= from && minute < before)
                sum += usd;
        return sum;
    }

    public byte[] ToBytes()
    {
        var to = new PackedWriter().Byte(Version).Count(spent.Count);
        foreach (var (minute, usd) in Parts)
            to.Count(minute.Number).Wide(usd.Pico);
        return to.ToArray();
    }

    public static SettledSpend FromBytes(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes, "what is settled");
        if (from.Byte() is var version && version != Version)
            throw from.Fault($"version {version} is not known, only {Version} is");
        var spent = new Dictionary<Minute, PicoUsd>();
        for (var left = from.Count(); left > 0; left--)
            spent.Add(new Minute(from.Count()), new PicoUsd(from.Wide()));
        from.End();
        return new SettledSpend(spent);
    }
}
