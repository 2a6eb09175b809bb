using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// Writes what a slot's shard comes to as rows that only this shard replaces, so that folding it again changes nothing. A late call is just
/// a delta to an old minute. Each row says of how many calls it was made, and gives way only to one that was made of as many or more: a fold
/// that read before a late call and writes after the next fold cannot undo it.
/// </summary>
public sealed class RollupDeltas(ITables tables, TimeProvider time)
{
    private const string MadeOf = "made_of";
    private const int PartitionsAtOnce = 4;

    public async Task WriteAsync(SlotShard place, FoldedCalls folded, CancellationToken cancellation)
    {
        // The days first: a crash behind this line leaves a day that has nothing to compact, never a delta that nobody compacts.
        var days = folded.Minutes.Keys.Select(minute => minute.Day).Distinct();
        await tables.PutAllAsync(RollupTables.Pending, [.. days.Select(day => PendingRow(place.ProjectId, day))], cancellation);
        var mark = MarkOf(folded);
        await WriteNewerAsync(
            RollupTables.Rollups,
            folded.Minutes.SelectMany(minute => RowsOf(place, minute.Key, minute.Value, mark)),
            cancellation
        );
        await WriteNewerAsync(
            RollupTables.UserSpend,
            folded.Users.Select(user => UserSpendRows.DeltaOf(place, user.Key, user.Value, mark)),
            cancellation
        );
    }

    /// <summary>Only what one user spent: the very rows that folding the place writes.</summary>
    public Task WriteUserAsync(SlotShard place, FoldedCalls folded, string userId, CancellationToken cancellation)
    {
        var mark = MarkOf(folded);
        var theirs = folded.Users.Where(user => user.Key.UserId == userId);
        return WriteNewerAsync(
            RollupTables.UserSpend,
            theirs.Select(user => UserSpendRows.DeltaOf(place, user.Key, user.Value, mark)),
            cancellation
        );
    }

    private Dictionary<string, object> MarkOf(FoldedCalls folded) =>
        new(StringComparer.Ordinal) { ["folded_at"] = time.GetUtcNow(), [MadeOf] = folded.Seen };

    private async Task WriteNewerAsync(string table, IEnumerable<Row> rows, CancellationToken cancellation)
    {
        await Parallel.ForEachAsync(
            rows.GroupBy(row => row.Partition, StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = PartitionsAtOnce, CancellationToken = cancellation },
            async (partition, token) =>
            {
                Row[] mine = [.. partition];
                var isNew = await tables.InsertEachAsync(table, mine, token);
                foreach (var (i, row) in mine.Index())
                    if (!isNew[i])
                        await ReplaceOlderAsync(table, row, token);
            }
        );
    }

    private async Task ReplaceOlderAsync(string table, Row row, CancellationToken cancellation)
    {
        while (
            await tables.FindAsync(table, row.Partition, row.Key, cancellation) is { } there && there.Number(MadeOf) <= row.Number(MadeOf)
        )
            try
            {
                await tables.CommitAsync(table, [RowChange.Update(row with { ETag = there.ETag })], cancellation);
                return;
            }
            catch (RowConflictException) { } // Another fold of the same shard: look again.
    }

    private static IEnumerable<Row> RowsOf(SlotShard place, Minute minute, RollupSet set, Dictionary<string, object> mark) =>
        PackedRows
            .Of(RollupTables.DayPartition(place.ProjectId, minute.Day), RollupRows.DeltaKey(minute, place), set.ToBytes())
            .Select(row => row with { Values = new Dictionary<string, object>(row.Values.Concat(mark), StringComparer.Ordinal) });

    private Row PendingRow(string projectId, DateOnly day) =>
        new(projectId, $"{day:yyyyMMdd}", new Dictionary<string, object>(StringComparer.Ordinal) { ["touched_at"] = time.GetUtcNow() });
}
