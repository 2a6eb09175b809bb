namespace LlmMonitor.Core.Drift;

/// <summary>What an endpoint's outputs are compared with, as somebody set it. Without one, the first outputs of a stream are its baseline.</summary>
/// <param name="Version">Counts up: a stream that was begun under an earlier one begins anew.</param>
/// <param name="From">Each stream's own outputs from here …</param>
/// <param name="To">… to before here. Null where outputs were given.</param>
/// <param name="Outputs">The given outputs, for every stream of the endpoint; empty where a span was named.</param>
public sealed record Baseline(
    string Endpoint,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset? From,
    DateTimeOffset? To,
    IReadOnlyList<BaselineOutput> Outputs
)
{
    /// <summary>With fewer a stream would know less than it needs to begin.</summary>
    public const int FewestOutputs = 100;

    public const int MostOutputs = 2_000;
}

/// <param name="Shape">Packed <see cref="OutputShape"/>.</param>
/// <param name="Vector">Of the built-in embedder: given outputs are not sent anywhere.</param>
public sealed record BaselineOutput(byte[] Shape, float[] Vector);
