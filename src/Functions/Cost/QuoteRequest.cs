using LlmMonitor.Core.Calls;
using LlmMonitor.Functions.Calls;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Cost;

/// <summary>The calls to be priced before they are made.</summary>
/// <param name="At">By the prices of this time; now where it is not given.</param>
/// <param name="NCalls">How many calls of this kind; 1 where it is not given.</param>
internal sealed record QuoteRequest(
    string? Provider,
    string? Model,
    DateTimeOffset? At,
    long? InputTokens,
    long? OutputTokens,
    UsageAnswer? Usage,
    string? ServiceTier,
    string? Region,
    long? NCalls
)
{
    public IEnumerable<RequestFault> Faults()
    {
        if (string.IsNullOrWhiteSpace(Model) || Model.Length > CallLimits.NameCharacters)
            yield return new RequestFault(null, "model", $"must be a name of 1 to {CallLimits.NameCharacters} characters");
        foreach (var (field, value) in Counts())
            if (value is < 0 or > CallLimits.Tokens)
                yield return new RequestFault(null, field, $"must be from 0 to {CallLimits.Tokens}");
        if (NCalls is < 1 or > 1_000_000_000)
            yield return new RequestFault(null, "n_calls", "must be from 1 to 1000000000");
        if (ServiceTier is not null && !CallWords.Tiers.ContainsKey(ServiceTier))
            yield return new RequestFault(null, "service_tier", $"must be one of {string.Join(", ", CallWords.Tiers.Keys)}");
        var (input, output) = Parts();
        if (input > 0 && input > (InputTokens ?? 0))
            yield return new RequestFault(
                null,
                "input_tokens",
                $"must include the cached and audio tokens of usage, which come to {input}"
            );
        if (output > 0 && output > (OutputTokens ?? 0))
            yield return new RequestFault(
                null,
                "output_tokens",
                $"must include the reasoning and audio tokens of usage, which come to {output}"
            );
    }

    public LlmCall AsCall(DateTimeOffset now) =>
        new()
        {
            RequestId = "quote",
            Provider = Provider,
            Model = Model!.Trim(),
            Region = Region,
            Timestamp = At ?? now,
            ServiceTier = ServiceTier is null ? default : CallWords.Tiers[ServiceTier],
            Usage = new TokenUsage(
                InputTokens,
                OutputTokens,
                Usage?.CacheReadTokens ?? 0,
                Usage?.CacheWriteTokens ?? 0,
                Usage?.CacheWrite1hTokens ?? 0,
                Usage?.ReasoningTokens ?? 0,
                Usage?.InputAudioTokens ?? 0,
                Usage?.OutputAudioTokens ?? 0
            ),
        };

    private IEnumerable<(string Field, long? Value)> Counts()
    {
        yield return ("input_tokens", InputTokens);
        yield return ("output_tokens", OutputTokens);
        yield return ("usage.cache_read_tokens", Usage?.CacheReadTokens);
        yield return ("usage.cache_write_tokens", Usage?.CacheWriteTokens);
        yield return ("usage.cache_write_1h_tokens", Usage?.CacheWrite1hTokens);
        yield return ("usage.reasoning_tokens", Usage?.ReasoningTokens);
        yield return ("usage.input_audio_tokens", Usage?.InputAudioTokens);
        yield return ("usage.output_audio_tokens", Usage?.OutputAudioTokens);
    }

    private (Int128 Input, Int128 Output) Parts() =>
        Usage is null
            ? (0, 0)
            : (
                (Int128)Usage.CacheReadTokens + Usage.CacheWriteTokens + Usage.CacheWrite1hTokens + Usage.InputAudioTokens,
                (Int128)Usage.ReasoningTokens + Usage.OutputAudioTokens
            );
}
