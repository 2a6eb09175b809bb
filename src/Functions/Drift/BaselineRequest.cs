using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Drift;

/// <summary>A span of the endpoint's own calls, or the outputs themselves.</summary>
internal sealed record BaselineRequest(DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<string?>? Outputs)
{
    public IEnumerable<RequestFault> Faults(DateTimeOffset now)
    {
        if (Outputs is null == (From is null && To is null))
            yield return new(null, "outputs", "must be given, or else from and to; not both");
        else if (Outputs is { Count: < Baseline.FewestOutputs or > Baseline.MostOutputs })
            yield return new(null, "outputs", $"must be {Baseline.FewestOutputs} to {Baseline.MostOutputs} texts, and are {Outputs.Count}");
        foreach (var (at, output) in (Outputs ?? []).Index())
            if (output is null)
                yield return new(at, "outputs", "must be a text");
        if (Outputs is not null)
            yield break;
        if (From is null || From > now)
            yield return new(null, "from", "must be a time before now");
        if (To is null || To <= From)
            yield return new(null, "to", "must be a time after from");
    }

    public IReadOnlyList<BaselineOutput> Read() =>
        [.. (Outputs ?? []).Select(output => new BaselineOutput(OutputShape.Of(output!).Pack(), LexicalEmbedder.Embed(output!)))];
}

/// <param name="NOutputs">How many outputs were given; null where a span was named.</param>
/// <param name="Embedder">What made the given outputs' vectors; null where a span was named.</param>
internal sealed record BaselineAnswer(
    string Endpoint,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset? From,
    DateTimeOffset? To,
    int? NOutputs,
    string? Embedder
)
{
    public static BaselineAnswer Of(Baseline baseline) =>
        new(
            baseline.Endpoint,
            baseline.Version,
            baseline.CreatedAt,
            baseline.From,
            baseline.To,
            baseline.From is null ? baseline.Outputs.Count : null,
            baseline.From is null ? LexicalEmbedder.Id : null
        );
}
