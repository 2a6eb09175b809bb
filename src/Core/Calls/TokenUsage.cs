namespace LlmMonitor.Core.Calls;

/// <summary>
/// Token counts in the OpenTelemetry GenAI meaning: <see cref="Input"/> includes cached and audio tokens, <see cref="Output"/> includes
/// reasoning and audio tokens; the other figures are disjoint parts of them. Null means that the caller did not say, which is not 0.
/// </summary>
/// <param name="CacheWrite">Tokens written to the five-minute cache; <paramref name="CacheWrite1h"/> are the others.</param>
public sealed record TokenUsage(
    long? Input,
    long? Output,
    long CacheRead = 0,
    long CacheWrite = 0,
    long CacheWrite1h = 0,
    long Reasoning = 0,
    long InputAudio = 0,
    long OutputAudio = 0
)
{
    public static TokenUsage Unknown { get; } = new(null, null);
}
