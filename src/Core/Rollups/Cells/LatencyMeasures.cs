using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Rollups;

/// <summary>The measures of a call that are kept as sketches. A call that has no such number adds nothing: unknown is not zero.</summary>
public static class LatencyMeasures
{
    public static void Add(RollupCell cell, LlmCall call)
    {
        if (call.TtftSeconds is { } ttft)
            cell.TimeToFirstToken.Add(ttft);
        if (call.TotalSeconds is { } total)
            cell.Total.Add(total);
        if (TokensPerSecond(call) is { } rate)
            cell.TokensPerSecond.Add(rate);
        if (call.Tbt is { } gaps)
            cell.TimeBetweenTokens.Merge(QuantileSketch.FromBytes(gaps.Sketch));
    }

    /// <summary>
    /// Output tokens over the generation time, which starts with the first token: time to first token is waiting, not generating.
    /// Null where either time or the token count is unknown, or no time passed.
    /// </summary>
    public static double? TokensPerSecond(LlmCall call) =>
        call is { TtftSeconds: { } ttft, TotalSeconds: { } total, Usage.Output: > 0 and var output } && total > ttft
            ? output / (total - ttft)
            : null;
}
