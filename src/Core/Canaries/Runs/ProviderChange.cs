using System.Text.Json.Nodes;

namespace LlmMonitor.Core.Canaries;

/// <summary>What the provider itself says has changed: a model or fingerprint that no earlier run saw, and none of those that they saw.</summary>
public sealed record ProviderChange(string What, IReadOnlyList<string> Before, IReadOnlyList<string> Now, DateTimeOffset At)
{
    public string Sentence =>
        $"The provider says that it changed: {What} {string.Join(", ", Now)} since {At:yyyy-MM-dd HH:mm} UTC, before {string.Join(", ", Before)}.";

    public JsonObject ToJson() =>
        new()
        {
            ["what"] = What,
            ["before"] = new JsonArray([.. Before.Select(name => (JsonNode)name)]),
            ["now"] = new JsonArray([.. Now.Select(name => (JsonNode)name)]),
            ["at"] = At,
        };

    /// <summary>The newest change that the histories know; the model's before the fingerprint's, since it says more.</summary>
    public static ProviderChange? Of(IReadOnlyList<IReadOnlyList<CanaryResult>> histories) =>
        Newest("model", histories, result => result.Models) ?? Newest("system_fingerprint", histories, result => result.Fingerprints);

    private static ProviderChange? Newest(
        string what,
        IReadOnlyList<IReadOnlyList<CanaryResult>> histories,
        Func<CanaryResult, IReadOnlyList<string>> names
    )
    {
        ProviderChange? found = null;
        foreach (var history in histories)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var result in history)
            {
                var now = names(result);
                if (seen.Count > 0 && now.Count > 0 && !now.Any(seen.Contains) && !(found?.At > result.At))
                    found = new(what, [.. seen.Order(StringComparer.Ordinal).Take(5)], now, result.At);
                seen.UnionWith(now);
            }
        }
        return found;
    }
}
