using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Rollups;

/// <summary>Tokens of many calls, in the meaning of <see cref="TokenUsage"/>. A call that did not say adds nothing.</summary>
public sealed record TokenSums(
    long Input,
    long Output,
    long CacheRead,
    long CacheWrite,
    long CacheWrite1h,
    long Reasoning,
    long InputAudio,
    long OutputAudio
)
{
    public TokenSums Plus(TokenUsage usage) =>
        new(
            Input + (usage.Input ?? 0),
            Output + (usage.Output ?? 0),
            CacheRead + usage.CacheRead,
            CacheWrite + usage.CacheWrite,
            CacheWrite1h + usage.CacheWrite1h,
            Reasoning + usage.Reasoning,
            InputAudio + usage.InputAudio,
            OutputAudio + usage.OutputAudio
        );

    public TokenSums Plus(TokenSums other) =>
        new(
            Input + other.Input,
            Output + other.Output,
            CacheRead + other.CacheRead,
            CacheWrite + other.CacheWrite,
            CacheWrite1h + other.CacheWrite1h,
            Reasoning + other.Reasoning,
            InputAudio + other.InputAudio,
            OutputAudio + other.OutputAudio
        );

    internal void Pack(PackedWriter to) =>
        to.Count(Input)
            .Count(Output)
            .Count(CacheRead)
            .Count(CacheWrite)
            .Count(CacheWrite1h)
            .Count(Reasoning)
            .Count(InputAudio)
            .Count(OutputAudio);

    internal static TokenSums Unpack(ref PackedReader from) =>
        new(from.Count(), from.Count(), from.Count(), from.Count(), from.Count(), from.Count(), from.Count(), from.Count());
}
