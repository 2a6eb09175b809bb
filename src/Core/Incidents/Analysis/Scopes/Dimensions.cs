namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>By what calls are cut into slices.</summary>
internal sealed record Dimension(string Name, Func<ObservedCall, string?> Of);

internal static class Dimensions
{
    public static IReadOnlyList<Dimension> All { get; } =
    [
        new("endpoint", call => call.Endpoint),
        new("feature", call => call.Feature),
        new("model", call => call.Model),
        new("response_model", call => call.ResponseModel),
        new("system_fingerprint", call => call.SystemFingerprint),
        new("prompt_version", call => call.PromptVersion),
        new("segment", call => call.Segment),
        new("user", call => call.User),
        new("language", call => call.Language),
        new("prompt_length", call => call.PromptLength),
        new("query_type", call => call.QueryType),
    ];

    /// <summary>What is ours or the provider's to change.</summary>
    public static IReadOnlyList<Dimension> Versions { get; } =
    [Named("model"), Named("response_model"), Named("system_fingerprint"), Named("prompt_version")];

    /// <summary>Who asks, where, and what.</summary>
    public static IReadOnlyList<Dimension> Traffic { get; } =
    [Named("endpoint"), Named("feature"), Named("segment"), Named("language"), Named("prompt_length"), Named("query_type")];

    /// <summary>Of a symptom of load one user may be all of it.</summary>
    public static IReadOnlyList<Dimension> TrafficOf(Symptom symptom) => symptom.IsOfLoad ? [.. Traffic, Named("user")] : Traffic;

    public static Dimension Named(string name) => All.First(dimension => dimension.Name == name);

    /// <summary>Whether a call lies in a slice.</summary>
    public static bool Holds(this IReadOnlyList<SliceTerm> terms, ObservedCall call) =>
        terms.All(term => Named(term.Dimension).Of(call) == term.Value);

    public static string Words(this IReadOnlyList<SliceTerm> terms) =>
        string.Join(" and ", terms.Select(term => $"{term.Dimension} {term.Value}"));
}
