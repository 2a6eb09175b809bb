namespace LlmMonitor.Core.Calls;

/// <summary>The words that stand for each value in JSON: one list for reading and writing.</summary>
public static class CallWords
{
    public static IReadOnlyDictionary<string, CallOrigin> Origins { get; } =
        new Dictionary<string, CallOrigin>(StringComparer.Ordinal)
        {
            ["user"] = CallOrigin.User,
            ["canary"] = CallOrigin.Canary,
            ["golden"] = CallOrigin.Golden,
            ["judge"] = CallOrigin.Judge,
        };

    /// <summary><c>default</c> and <c>auto</c> are what OpenAI calls its standard tier.</summary>
    public static IReadOnlyDictionary<string, ServiceTier> Tiers { get; } =
        new Dictionary<string, ServiceTier>(StringComparer.Ordinal)
        {
            ["standard"] = ServiceTier.Standard,
            ["batch"] = ServiceTier.Batch,
            ["flex"] = ServiceTier.Flex,
            ["priority"] = ServiceTier.Priority,
            ["default"] = ServiceTier.Standard,
            ["auto"] = ServiceTier.Standard,
        };

    public static IReadOnlyDictionary<string, CallErrorType> Errors { get; } =
        new Dictionary<string, CallErrorType>(StringComparer.Ordinal)
        {
            ["timeout"] = CallErrorType.Timeout,
            ["rate_limit"] = CallErrorType.RateLimit,
            ["cancelled"] = CallErrorType.Cancelled,
            ["content_filter"] = CallErrorType.ContentFilter,
            ["server"] = CallErrorType.Server,
            ["client"] = CallErrorType.Client,
            ["other"] = CallErrorType.Other,
        };

    public static string Of(CallOrigin origin) => Origins.First(pair => pair.Value == origin).Key;

    public static string Of(ServiceTier tier) => Tiers.First(pair => pair.Value == tier).Key;

    public static string Of(CallErrorType type) => Errors.First(pair => pair.Value == type).Key;
}
