using System.IO.Hashing;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Calls;

/// <summary>A call ready for any slot: its column and its text chunks, packed on the caller's thread.</summary>
/// <param name="TextTag">A hash of the chunks, which pairs them with the call that they came with; null without texts.</param>
public sealed record PackedCall(string RequestId, byte[] Column, IReadOnlyList<byte[]> TextChunks, string? TextTag)
{
    public static PackedCall Of(NewCall incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        if (incoming.Texts is not { } texts)
            return new(incoming.Call.RequestId, CallPack.Pack(incoming.Call), [], null);
        var chunks = TextPack.Pack(texts);
        var hash = new XxHash3();
        foreach (var chunk in chunks)
            hash.Append(chunk);
        var tag = hash.GetCurrentHashAsUInt64().ToString("x16");
        return new(incoming.Call.RequestId, CallPack.Pack(incoming.Call with { TextTag = tag }), chunks, tag);
    }

    public Row RowIn(SlotShard place) => CallStore.RowOf(place, RequestId, Column);

    public IEnumerable<Row> TextRowsIn(SlotShard place) =>
        TextChunks.Select((chunk, number) => CallStore.TextRowOf(place, RequestId, TextTag!, number, chunk));
}
