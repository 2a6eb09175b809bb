using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Rollups;

/// <summary>A number of calls, what the priced ones among them cost, and how many had no price.</summary>
public readonly record struct Spend(long Calls, long Unpriced, PicoUsd Cost)
{
    public static Spend Of(LlmCall call) => new(1, call.Cost.Usd is null ? 1 : 0, call.Cost.Usd ?? PicoUsd.Zero);

    public static Spend Of(RollupCell cell) => new(cell.Calls, cell.Unpriced, cell.Cost);

    public Spend Plus(Spend other) => new(Calls + other.Calls, Unpriced + other.Unpriced, Cost + other.Cost);

    internal void Pack(PackedWriter to) => to.Count(Calls).Count(Unpriced).Wide(Cost.Pico);

    internal static Spend Unpack(ref PackedReader from) => new(from.Count(), from.Count(), new PicoUsd(from.Wide()));
}
