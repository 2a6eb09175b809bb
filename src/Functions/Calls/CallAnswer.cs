using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Functions.Calls;

/// <summary>A call as it is shown: the fields under which it was sent, and what it cost.</summary>
/// <param name="CostUsd">Null where the call has no price; <paramref name="UnpricedReason"/> then says why.</param>
/// <param name="Checks">What the endpoint's output checks found; empty where none is set, or no text came.</param>
/// <param name="PriceFrom">The date from which the price is valid that was used.</param>
internal sealed record CallAnswer(
    string RequestId,
    DateTimeOffset Timestamp,
    string Origin,
    string? TraceId,
    string? Provider,
    string Model,
    string? ResponseModel,
    string? SystemFingerprint,
    string? Region,
    string? Endpoint,
    string? Feature,
    string? UserId,
    string? SessionId,
    string? Segment,
    string? PromptVersion,
    IReadOnlyDictionary<string, string>? Tags,
    long? InputTokens,
    long? OutputTokens,
    UsageAnswer Usage,
    string ServiceTier,
    string? FinishReason,
    double? TtftSeconds,
    GapsAnswer? TbtSeconds,
    double? TotalSeconds,
    ErrorAnswer? Error,
    string? ExpectedLocale,
    PicoUsd? CostUsd,
    string? UnpricedReason,
    string? PricedModel,
    DateOnly? PriceFrom,
    string? PriceTableVersion,
    IReadOnlyList<CheckResult> Checks,
    CallTexts? Texts
)
{
    public static CallAnswer Of(LlmCall call, CallTexts? texts = null) =>
        new(
            call.RequestId,
            call.Timestamp,
            CallWords.Of(call.Origin),
            call.TraceId,
            call.Provider,
            call.Model,
            call.ResponseModel,
            call.SystemFingerprint,
            call.Region,
            call.Endpoint,
            call.Feature,
            call.UserId,
            call.SessionId,
            call.Segment,
            call.PromptVersion,
            call.Tags,
            call.Usage.Input,
            call.Usage.Output,
            UsageAnswer.Of(call.Usage),
            CallWords.Of(call.ServiceTier),
            call.FinishReason,
            call.TtftSeconds,
            GapsAnswer.Of(call.Tbt),
            call.TotalSeconds,
            call.Error is { } error ? new ErrorAnswer(CallWords.Of(error.Type), error.Status, error.Message) : null,
            call.ExpectedLocale,
            call.Cost.Usd,
            call.Cost.UnpricedReason,
            call.Cost.PricedModel,
            call.Cost.PriceFrom,
            call.Cost.TableVersion,
            call.Checks,
            texts
        );
}

internal sealed record UsageAnswer(
    long CacheReadTokens,
    long CacheWriteTokens,
    [property: System.Text.Json.Serialization.JsonPropertyName("cache_write_1h_tokens")] long CacheWrite1hTokens,
    long ReasoningTokens,
    long InputAudioTokens,
    long OutputAudioTokens
)
{
    public static UsageAnswer Of(TokenUsage usage) =>
        new(usage.CacheRead, usage.CacheWrite, usage.CacheWrite1h, usage.Reasoning, usage.InputAudio, usage.OutputAudio);
}

/// <summary>The gaps between tokens in short; quantiles to 1 % relative error.</summary>
internal sealed record GapsAnswer(long Count, double Sum, double Max, double? P50, double? P99)
{
    public static GapsAnswer? Of(TokenGaps? gaps)
    {
        if (gaps is null)
            return null;
        var sketch = QuantileSketch.FromBytes(gaps.Sketch);
        return new(gaps.Count, gaps.SumSeconds, gaps.MaxSeconds, sketch.Quantile(0.5), sketch.Quantile(0.99));
    }
}

internal sealed record ErrorAnswer(string Type, int? Status, string? Message);
