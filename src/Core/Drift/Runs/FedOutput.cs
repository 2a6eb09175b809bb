using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Drift;

/// <summary>What a drift run needs of a call: small enough that an hour of a busy project fits in memory.</summary>
/// <param name="Place">Where the call lies; its text and its vector lie beside it.</param>
/// <param name="Segment">Within which outputs are compared: the feature, what the caller named, and the language of the prompt.</param>
/// <param name="Shape">Packed output statistics.</param>
/// <param name="PromptShape">The same of the prompt; null where none came.</param>
public sealed record FedOutput(
    SlotShard Place,
    string RequestId,
    DateTimeOffset Timestamp,
    StreamKey Stream,
    string? Feature,
    string? Segment,
    ReadOnlyMemory<byte> Shape,
    ReadOnlyMemory<byte>? PromptShape,
    IReadOnlyList<CheckResult> Checks,
    DateOrder SourceDates
)
{
    private static readonly int Language = OutputShape.IndexOf("language");

    /// <summary>Users' calls that ended well and said something are fed; canaries, golden sets and judges have monitors of their own.</summary>
    public static FedOutput? Of(SlotShard place, LlmCall call) =>
        call is { Origin: CallOrigin.User, Error: null, Shape: { } shape }
            ? new(
                place,
                call.RequestId,
                call.Timestamp,
                StreamKey.Of(call),
                call.Feature,
                $"{call.Feature}|{call.Segment}|{LanguageOf(call.PromptShape)}",
                shape,
                call.PromptShape,
                call.Checks,
                call.SourceDates
            )
            : null;

    private static float? LanguageOf(ReadOnlyMemory<byte>? prompt) =>
        prompt is { } shape ? OutputShape.Unpack(shape.Span).Span[Language] : null;

    /// <summary>The order in which outputs are fed: by time, then by id.</summary>
    public static Comparison<FedOutput> InFeedingOrder { get; } =
        (left, right) =>
            left.Timestamp != right.Timestamp
                ? left.Timestamp.CompareTo(right.Timestamp)
                : string.CompareOrdinal(left.RequestId, right.RequestId);
}
