using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// Writes what a slot's shard comes to as rows that only this shard replaces, so that folding it again changes nothing.
/// A late call is just a delta to an old minute.
/// </summary>
public sealed class RollupDeltas(ITables tables, TimeProvider time)
{
    public async Task WriteAsync(SlotShard place, FoldedCalls folded, CancellationToken cancellation)
    {
        // The days first: a crash behind this line leaves a day that has nothing to compact, never a delta that nobody compacts.
        var days = folded.Minutes.Keys.Select(minute => minute.Day).Distinct();
        await tables.PutAllAsync(RollupTables.Pending, [.. days.Select(day => PendingRow(place.ProjectId, day))], cancellation);
        var at = new Dictionary<string, object>(StringComparer.Ordinal) { ["folded_at"] = time.GetUtcNow() };
        await tables.PutAllAsync(
            RollupTables.Rollups,
            [.. folded.Minutes.SelectMany(minute => RowsOf(place, minute.Key, minute.Value, at))],
            cancellation
        );
        await tables.PutAllAsync(
            RollupTables.UserSpend,
            [.. folded.Users.Select(user => UserSpendRows.DeltaOf(place, user.Key, user.Value, at))],
            cancellation
        );
    }

    private static IEnumerable<Row> RowsOf(SlotShard place, Minute minute, RollupSet set, Dictionary<string, object> at) =>
        PackedRows.Of(RollupTables.DayPartition(place.ProjectId, minute.Day), RollupRows.DeltaKey(minute, place), set.ToBytes(), at);

    private Row PendingRow(string projectId, DateOnly day) =>
        new(projectId, $"{day:yyyyMMdd}", new Dictionary<string, object>(StringComparer.Ordinal) { ["touched_at"] = time.GetUtcNow() });
}
