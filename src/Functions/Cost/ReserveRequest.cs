using LlmMonitor.Core.Calls;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Cost;

/// <summary>A call that is about to be made, under the id under which it will be reported.</summary>
/// <param name="MaxOutputTokens">The most that the answer may have: what is held is its price.</param>
internal sealed record ReserveRequest(
    string? RequestId,
    string? UserId,
    string? Feature,
    string? Provider,
    string? Model,
    long? InputTokens,
    long? MaxOutputTokens,
    string? ServiceTier
)
{
    public IEnumerable<RequestFault> Faults()
    {
        if (!IsId(RequestId))
            yield return new(null, "request_id", $"must be 1 to {CallLimits.IdCharacters} of the characters A–Z a–z 0–9 . _ : @ -");
        if (string.IsNullOrWhiteSpace(Model) || Model.Length > CallLimits.NameCharacters)
            yield return new(null, "model", $"must be a name of 1 to {CallLimits.NameCharacters} characters");
        foreach (var (field, name) in new[] { ("user_id", UserId), ("feature", Feature), ("provider", Provider) })
            if (name?.Length > CallLimits.NameCharacters)
                yield return new(null, field, $"must have at most {CallLimits.NameCharacters} characters");
        foreach (var (field, count) in new[] { ("input_tokens", InputTokens), ("max_output_tokens", MaxOutputTokens) })
            if (count is null or < 0 or > CallLimits.Tokens)
                yield return new(null, field, $"must be from 0 to {CallLimits.Tokens}; it is required");
        if (ServiceTier is not null && !CallWords.Tiers.ContainsKey(ServiceTier))
            yield return new(null, "service_tier", $"must be one of {string.Join(", ", CallWords.Tiers.Keys)}");
    }

    public LlmCall AsCall(DateTimeOffset now) =>
        new()
        {
            RequestId = RequestId!,
            Timestamp = now,
            UserId = string.IsNullOrEmpty(UserId) ? null : UserId,
            Feature = string.IsNullOrEmpty(Feature) ? null : Feature,
            Provider = Provider,
            Model = Model!,
            ServiceTier = ServiceTier is null ? default : CallWords.Tiers[ServiceTier],
            Usage = new TokenUsage(InputTokens, MaxOutputTokens),
        };

    private static bool IsId(string? id) =>
        id is { Length: > 0 and <= CallLimits.IdCharacters }
        && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or ':' or '@' or '-');
}
