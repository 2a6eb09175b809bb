using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Calls;

/// <summary>How calls and their texts lie in the tables, for writing and for reading.</summary>
public sealed class CallStore(ITables tables, CallIndex index)
{
    public static Row RowOf(SlotShard place, string requestId, byte[] call) =>
        new(place.Partition, requestId, new Dictionary<string, object>(StringComparer.Ordinal) { ["call"] = call });

    public static LlmCall CallOf(Row row) => CallPack.Unpack(row.Bytes("call"));

    public static Row TextRowOf(SlotShard place, string requestId, string tag, int number, byte[] chunk) =>
        new(
            place.Partition,
            $"{TextKey(requestId, tag)}{number:x3}",
            new Dictionary<string, object>(StringComparer.Ordinal) { ["text"] = chunk }
        );

    /// <summary>Every call of a slot's shard, by request id, whether it counts or is a duplicate.</summary>
    public async IAsyncEnumerable<LlmCall> ReadAsync(
        SlotShard place,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (var row in tables.ReadAsync(CallTables.Calls, RowRange.In(place.Partition), cancellation))
            yield return CallOf(row);
    }

    /// <summary>The places of a project that hold calls received in a span, oldest first.</summary>
    public async IAsyncEnumerable<SlotShard> PlacesAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset before,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var next = $"{projectId}|{Slot.Of(from)}";
        var end = $"{projectId}|{Slot.Of(before.AddSeconds(Slot.LengthSeconds))}";
        while (true)
        {
            // One row tells the next partition; the range then continues behind that partition.
            Row? first = null;
            await foreach (
                var row in tables.ReadAsync(CallTables.Calls, RowRange.Partitions(next, end) with { Columns = [], Most = 1 }, cancellation)
            )
                first = row;
            if (first is null)
                yield break;
            yield return SlotShard.ParsePartition(first.Partition);
            next = first.Partition + " ";
        }
    }

    /// <summary>The call that counts under an id, also before it was folded; null where there is none.</summary>
    public async Task<(LlmCall Call, SlotShard Place)?> FindAsync(string projectId, string requestId, CancellationToken cancellation)
    {
        if (await FindFoldedAsync(projectId, requestId, cancellation) is { } known)
            return known;
        await foreach (var marker in tables.ReadAsync(CallTables.Markers, RowRange.In(projectId), cancellation))
            if (await FindInAsync(SlotShard.Parse(projectId, marker.Key), requestId, cancellation) is { } found)
                return found;
        // A fold that ended in between claimed the id and cleared its marker.
        return await FindFoldedAsync(projectId, requestId, cancellation);
    }

    public async Task<CallTexts?> FindTextsAsync(SlotShard place, LlmCall call, CancellationToken cancellation)
    {
        if (call.TextTag is null)
            return null;
        var chunks = new List<byte[]>();
        await foreach (
            var row in tables.ReadAsync(
                CallTables.Texts,
                RowRange.WithPrefix(place.Partition, TextKey(call.RequestId, call.TextTag)),
                cancellation
            )
        )
            chunks.Add(row.Bytes("text")!);
        return chunks.Count == 0 ? null : TextPack.Unpack(chunks);
    }

    private static string TextKey(string requestId, string tag) => $"{requestId}|{tag}|";

    private async Task<(LlmCall, SlotShard)?> FindFoldedAsync(string projectId, string requestId, CancellationToken cancellation) =>
        await index.FindAsync(projectId, requestId, cancellation) is { } place ? await FindInAsync(place, requestId, cancellation) : null;

    private async Task<(LlmCall, SlotShard)?> FindInAsync(SlotShard place, string requestId, CancellationToken cancellation) =>
        await tables.FindAsync(CallTables.Calls, place.Partition, requestId, cancellation) is { } row ? (CallOf(row), place) : null;
}
