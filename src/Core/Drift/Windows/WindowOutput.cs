using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.TwoSample;

namespace LlmMonitor.Core.Drift;

/// <summary>An output as it is kept for window tests, with all that they and their explanation need.</summary>
/// <param name="Place">Where the call and its texts lie; null for an output that was given as baseline.</param>
/// <param name="Vector">Of the output; null where it was not embedded.</param>
/// <param name="PromptVector">Of the prompt; null where it was not embedded.</param>
public sealed record WindowOutput(
    string Id,
    string? Place,
    DateTimeOffset Time,
    string? Segment,
    byte[] Shape,
    byte[]? PromptShape,
    byte[]? Vector,
    byte[]? PromptVector
)
{
    public static WindowOutput Of(FedOutput output, OutputEmbedding? embedding) =>
        new(
            output.RequestId,
            output.Place.Key,
            output.Timestamp,
            output.Segment,
            output.Shape.ToArray(),
            output.PromptShape?.ToArray(),
            embedding is null ? null : PackedVector.Pack(embedding.Output),
            embedding?.Prompt is { } prompt ? PackedVector.Pack(prompt) : null
        );

    public Sample AsSample() =>
        new([.. OutputShape.Unpack(Shape).Values], Vector is null ? null : PackedVector.Unpack(Vector), Segment);

    /// <summary>Null where the prompt is not known.</summary>
    public Sample? AsPromptSample() =>
        PromptShape is null
            ? null
            : new([.. OutputShape.Unpack(PromptShape).Values], PromptVector is null ? null : PackedVector.Unpack(PromptVector));

    internal void Write(PackedWriter to) =>
        to.Text(Id)
            .Text(Place)
            .Number(Time.UtcTicks)
            .Text(Segment)
            .Bytes(Shape)
            .Bytes(PromptShape ?? [])
            .Bytes(Vector ?? [])
            .Bytes(PromptVector ?? []);

    internal static WindowOutput Read(ref PackedReader from) =>
        new(
            from.Text(),
            from.TextOrNull(),
            new DateTimeOffset(from.Number(), TimeSpan.Zero),
            from.TextOrNull(),
            from.Bytes().ToArray(),
            BytesOrNull(ref from),
            BytesOrNull(ref from),
            BytesOrNull(ref from)
        );

    private static byte[]? BytesOrNull(ref PackedReader from) => from.Bytes() is { IsEmpty: false } bytes ? bytes.ToArray() : null;
}
