using System.Text;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Privacy;

/// <summary>
/// Finds every call of a person, duplicates too, and takes from it what is theirs: texts, user, session, trace, tags, what checks and errors quote.
/// Figures, time and request id stay: the first let a rebuild come to the same, the last lets a copy that arrives later be known. It reads all calls of the
/// project, since a copy counts in no rollup that would tell where it lies.
/// </summary>
public sealed class CallErasure(ITables tables, IEnumerable<IPersonalData> rooms)
{
    private const int CallsAtOnce = 500;

    /// <param name="from">The partition from which to go on; null from the first.</param>
    /// <returns>From where to go on another time; null where all are erased.</returns>
    public async Task<string?> RunAsync(Erasure erasure, string? from, Func<bool> isOver, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        ArgumentNullException.ThrowIfNull(isOver);
        var project = erasure.Project.Id;
        var id = Encoding.UTF8.GetBytes(erasure.UserId);
        var end = $"{project}|{Slot.Of(erasure.Before.AddSeconds(Slot.LengthSeconds))}";
        var found = new List<(Row Row, LlmCall Call)>();
        string? partition = null;
        await foreach (var row in tables.ReadAsync(CallTables.Calls, RowRange.Partitions(from ?? $"{project}|", end), cancellation))
        {
            if (partition != row.Partition)
            {
                var ends = isOver() && partition is not null;
                if (ends || found.Count >= CallsAtOnce)
                {
                    await EraseAsync(erasure, found, cancellation);
                    found.Clear();
                }
                if (ends)
                    return row.Partition;
                partition = row.Partition;
            }
            // Most calls are others': their bytes say so before they are unpacked.
            if (row.Bytes("call").AsSpan().IndexOf(id) >= 0 && CallStore.CallOf(row) is var call && call.UserId == erasure.UserId)
                found.Add((row, call));
        }
        await EraseAsync(erasure, found, cancellation);
        return null;
    }

    public static LlmCall Erased(LlmCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call with
        {
            UserId = LlmCall.ErasedUser,
            SessionId = null,
            TraceId = null,
            Tags = null,
            TextTag = null,
            PromptHash = null,
            Error = call.Error is { } error ? error with { Message = null } : null,
            Checks = [.. call.Checks.Select(check => check with { Detail = null })],
        };
    }

    /// <summary>The calls last: until then they say what is still to be done.</summary>
    private async Task EraseAsync(Erasure erasure, List<(Row Row, LlmCall Call)> found, CancellationToken cancellation)
    {
        if (found.Count == 0)
            return;
        var calls = found
            .Select(one => new ErasedCall(SlotShard.ParsePartition(one.Row.Partition), one.Row.Key, one.Call.SessionId))
            .ToList();
        foreach (var room in rooms)
            await room.EraseCallsAsync(erasure, calls, cancellation);
        foreach (var call in calls)
            await EraseTextsAsync(erasure, call, cancellation);
        foreach (var place in found.GroupBy(one => one.Row.Partition, StringComparer.Ordinal))
        foreach (var chunk in place.Chunk(TableLimits.ChangesPerCommit))
        {
            var changes = chunk.Select(one => RowChange.Update(ErasedRow(one.Row, one.Call))).ToList();
            await tables.CommitAsync(CallTables.Calls, changes, cancellation);
            erasure.Count(CallTables.Calls, changes.Count);
        }
    }

    private async Task EraseTextsAsync(Erasure erasure, ErasedCall call, CancellationToken cancellation)
    {
        var rows = await tables
            .ReadAsync(
                CallTables.Texts,
                RowRange.WithPrefix(call.Place.Partition, $"{call.RequestId}|") with
                {
                    Columns = [],
                },
                cancellation
            )
            .ToListAsync(cancellation);
        await tables.DeleteAllAsync(CallTables.Texts, rows, cancellation);
        erasure.Count(CallTables.Texts, rows.Count);
    }

    private static Row ErasedRow(Row row, LlmCall call) =>
        CallStore.RowOf(SlotShard.ParsePartition(row.Partition), row.Key, CallPack.Pack(Erased(call))) with
        {
            ETag = row.ETag,
        };
}
