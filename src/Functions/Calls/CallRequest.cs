using System.Text.Json;

namespace LlmMonitor.Functions.Calls;

/// <summary>
/// A call as it is sent, for the API reference. Bodies are read field by field by <c>CallValidator</c>, which names every fault at once.
/// </summary>
internal sealed record CallRequest(
    string RequestId,
    string Model,
    DateTimeOffset? Timestamp,
    string? Origin,
    string? TraceId,
    string? Provider,
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
    UsageAnswer? Usage,
    string? ServiceTier,
    string? FinishReason,
    double? TtftSeconds,
    IReadOnlyList<double>? TbtSeconds,
    double? TotalSeconds,
    ErrorAnswer? Error,
    JsonElement? Prompt,
    string? Response,
    JsonElement? Contexts,
    JsonElement? ToolCalls,
    string? ExpectedLocale
);
