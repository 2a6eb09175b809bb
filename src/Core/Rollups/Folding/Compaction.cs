using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// Keeps deltas few: merges those of slots that are surely done into their minute and hour, and removes them in the same transaction.
/// A delta is taken only when its slot has no marker and it is older than any fold can run, so that no fold writes it again.
/// </summary>
public sealed class Compaction(ITables tables, DayRollup dayRollup, TimeProvider time)
{
    /// <summary>Longer than an invocation may take.</summary>
    public static TimeSpan Settled { get; } = TimeSpan.FromMinutes(10);

    private const int DeltasPerCommit = 60;
    private const int MinutesPerCommit = 10;
    private const int UserChangesPerCommit = 90;

    public async Task RunAsync(CompactionPointer pointer, CancellationToken cancellation)
    {
        var (projectId, day) = pointer;
        var pending = await tables.FindAsync(RollupTables.Pending, projectId, $"{day:yyyyMMdd}", cancellation);
        if (pending is null)
            return;
        var marked = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var marker in tables.ReadAsync(CallTables.Markers, RowRange.In(projectId), cancellation))
            marked.Add(marker.Key);
        bool IsSettled(Row delta, string slotKey) => !marked.Contains(slotKey) && delta.Time("folded_at") < time.GetUtcNow() - Settled;

        var left = await CompactDayAsync(projectId, day, IsSettled, cancellation);
        for (var bucket = 0; bucket < UserSpendRows.Buckets; bucket++)
            left += await CompactUsersAsync(projectId, day, bucket, IsSettled, cancellation);
        if (left > 0)
            return;
        if (day < Minute.Of(time.GetUtcNow()).Day)
            await dayRollup.WriteAsync(projectId, day, cancellation);
        try
        {
            await tables.CommitAsync(RollupTables.Pending, [RowChange.Delete(projectId, pending.Key, pending.ETag)], cancellation);
        }
        catch (RowConflictException) { } // A fold touched the day meanwhile: it stays pending.
    }

    /// <returns>How many deltas are left for another time.</returns>
    private async Task<int> CompactDayAsync(
        string projectId,
        DateOnly day,
        Func<Row, string, bool> isSettled,
        CancellationToken cancellation
    )
    {
        var partition = RollupTables.DayPartition(projectId, day);
        var left = 0;
        var batch = new List<(Minute Minute, SlotShard Place, List<Row> Rows)>();
        await foreach (var rows in DeltasAsync(partition, cancellation))
        {
            var (minute, place) = RollupRows.ReadDeltaKey(projectId, day, rows[0].Key);
            if (!isSettled(rows[0], place.Key))
            {
                left++;
                continue;
            }
            var isFull = batch.Sum(delta => delta.Rows.Count) + rows.Count > DeltasPerCommit;
            var isOtherHour = batch.Count > 0 && batch[0].Minute.Hour != minute.Hour;
            if (isFull || isOtherHour || batch.Select(delta => delta.Minute).Append(minute).Distinct().Count() > MinutesPerCommit)
            {
                await MergeAsync(projectId, day, batch, cancellation);
                batch.Clear();
            }
            batch.Add((minute, place, rows));
        }
        if (batch.Count > 0)
            await MergeAsync(projectId, day, batch, cancellation);
        return left;
    }

    private async IAsyncEnumerable<List<Row>> DeltasAsync(
        string partition,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var rows = new List<Row>();
        await foreach (
            var row in tables.ReadAsync(RollupTables.Rollups, RowRange.WithPrefix(partition, RollupRows.DeltaPrefix), cancellation)
        )
        {
            if (rows.Count > 0 && PackedRows.KeyOf(rows[0]) != PackedRows.KeyOf(row))
            {
                yield return rows;
                rows = [];
            }
            rows.Add(row);
        }
        if (rows.Count > 0)
            yield return rows;
    }

    private async Task MergeAsync(
        string projectId,
        DateOnly day,
        List<(Minute Minute, SlotShard Place, List<Row> Rows)> deltas,
        CancellationToken cancellation
    )
    {
        var level = new LevelRows(tables, projectId, day);
        foreach (var minute in deltas.GroupBy(delta => delta.Minute))
            await level.MergeMinuteAsync(minute.Key, [.. minute.Select(delta => delta.Place)], [.. minute.Select(SetOf)], cancellation);
        await level.MergeHourAsync(deltas[0].Minute.Hour, [.. deltas.Select(SetOf)], cancellation);
        level.Delete(deltas.SelectMany(delta => delta.Rows));
        if (level.Fits || deltas.Count == 1)
        {
            await level.CommitAsync(cancellation);
            return;
        }
        await MergeAsync(projectId, day, deltas[..(deltas.Count / 2)], cancellation);
        await MergeAsync(projectId, day, deltas[(deltas.Count / 2)..], cancellation);
        static RollupSet SetOf((Minute, SlotShard, List<Row> Rows) delta) => RollupSet.FromBytes(PackedRows.Join(delta.Rows));
    }

    private async Task<int> CompactUsersAsync(
        string projectId,
        DateOnly day,
        int bucket,
        Func<Row, string, bool> isSettled,
        CancellationToken cancellation
    )
    {
        var partition = UserSpendRows.PartitionOf(projectId, day, bucket);
        var (left, changes, rows) = (0, new List<RowChange>(), new List<Row>());
        await foreach (var row in tables.ReadAsync(RollupTables.UserSpend, RowRange.In(partition), cancellation))
            if (row.Key != RollupTables.VersionKey)
                rows.Add(row);
        foreach (var hour in rows.GroupBy(row => UserSpendRows.HourOf(row, day)))
        {
            var deltas = hour.Where(UserSpendRows.IsDelta).ToList();
            var settled = deltas.Where(row => isSettled(row, UserSpendRows.SlotKeyOf(row))).Take(UserChangesPerCommit - 1).ToList();
            left += deltas.Count - settled.Count;
            if (settled.Count == 0)
                continue;
            if (changes.Count + settled.Count + 1 > UserChangesPerCommit)
                await CommitUsersAsync(partition, changes, cancellation);
            var whole = hour.FirstOrDefault(row => !UserSpendRows.IsDelta(row));
            var minutes = whole is null ? new UserMinutes() : UserSpendRows.MinutesOf(whole);
            settled.ForEach(row => minutes.Merge(UserSpendRows.MinutesOf(row)));
            var merged = UserSpendRows.HourOf(projectId, hour.Key, minutes) with { ETag = whole?.ETag };
            changes.Add(whole is null ? RowChange.Insert(merged) : RowChange.Update(merged));
            changes.AddRange(settled.Select(row => RowChange.Delete(row.Partition, row.Key, row.ETag)));
        }
        await CommitUsersAsync(partition, changes, cancellation);
        return left;
    }

    private async Task CommitUsersAsync(string partition, List<RowChange> changes, CancellationToken cancellation)
    {
        if (changes.Count == 0)
            return;
        changes.Add(RowChange.Put(new Row(partition, RollupTables.VersionKey, Row.NoValues)));
        await tables.CommitAsync(RollupTables.UserSpend, changes, cancellation);
        changes.Clear();
    }
}
