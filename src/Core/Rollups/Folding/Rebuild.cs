using System.Text.Json.Serialization;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// Computes days anew from their calls, as far back as calls are kept, and puts the result in place of what is there. On days that are compacted
/// and unchanged the bytes come out the same. Slots that are not folded yet are left to their fold. Run again after a crash: it starts over.
/// Days whose calls may be deleted already are left alone, since rollups outlive calls.
/// </summary>
public sealed class Rebuild(ITables tables, CallStore calls, SlotFold fold, DayRollup dayRollup, TimeProvider time)
{
    public Task<RebuiltDays> RunAsync(Project project, DateOnly firstDay, DateOnly lastDay, CancellationToken cancellation) =>
        RunAsync(project, firstDay, lastDay, () => false, cancellation);

    /// <param name="isOver">Asked after each day: whether the next ones are for another time.</param>
    public async Task<RebuiltDays> RunAsync(
        Project project,
        DateOnly firstDay,
        DateOnly lastDay,
        Func<bool> isOver,
        CancellationToken cancellation
    )
    {
        var oldest = time.GetUtcNow().AddDays(-project.Settings.RetentionDays);
        if (await ProjectStore.CallsKeptFromAsync(tables, project.Id, cancellation) is { } kept && kept > oldest)
            oldest = kept;
        var oldestWhole = Minute.Of(oldest).Day.AddDays(1);
        var first = firstDay > oldestWhole ? firstDay : oldestWhole;
        var counted = 0L;
        for (var day = first; day <= lastDay; day = day.AddDays(1))
        {
            if (day > first && isOver())
                return new RebuiltDays(first, lastDay, counted) { Next = day };
            counted += await RebuildDayAsync(project.Id, day, cancellation);
        }
        return new RebuiltDays(first, lastDay, counted);
    }

    private async Task<long> RebuildDayAsync(string projectId, DateOnly day, CancellationToken cancellation)
    {
        var start = Minute.FirstOf(day).Start;
        var now = time.GetUtcNow();
        var folded = new FoldedCalls();
        var places = new Dictionary<Minute, HashSet<SlotShard>>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var place in calls.PlacesAsync(projectId, start - CallLimits.ClockAhead, now, cancellation))
        {
            if (place.Slot.Ripe > now || await tables.FindAsync(CallTables.Markers, projectId, place.Key, cancellation) is not null)
                continue;
            taken.Add(place.Key);
            bool IsOfDay(LlmCall call)
            {
                var minute = Minute.Of(call.Timestamp);
                if (minute.Day != day)
                    return false;
                (places.TryGetValue(minute, out var set) ? set : places[minute] = []).Add(place);
                return true;
            }
            await fold.FoldIntoAsync(folded, place, IsOfDay, cancellation);
        }
        // Calls are deleted only after this mark has moved past them: where it has not, all of the day's were read.
        if (await ProjectStore.CallsKeptFromAsync(tables, projectId, cancellation) > start)
            return 0;
        await ReplaceRollupsAsync(projectId, day, folded, places, taken, cancellation);
        await ReplaceUsersAsync(projectId, day, folded, taken, cancellation);
        if (day < Minute.Of(now).Day)
            await dayRollup.WriteAsync(projectId, day, cancellation);
        return folded.Minutes.Values.Sum(set => set.Cells.Values.Sum(cell => cell.Calls));
    }

    private async Task ReplaceRollupsAsync(
        string projectId,
        DateOnly day,
        FoldedCalls folded,
        Dictionary<Minute, HashSet<SlotShard>> places,
        HashSet<string> taken,
        CancellationToken cancellation
    )
    {
        var partition = RollupTables.DayPartition(projectId, day);
        var rows = new List<Row> { new(partition, RollupTables.VersionKey, Row.NoValues) };
        foreach (var (minute, set) in folded.Minutes)
            rows.AddRange(PackedRows.Of(partition, RollupRows.MinuteKey(minute), set.ToBytes(), LevelRows.PlacesColumn(places[minute])));
        foreach (var hour in folded.Minutes.GroupBy(minute => minute.Key.Hour))
        {
            var set = new RollupSet();
            foreach (var (_, minute) in hour)
                set.Merge(minute);
            rows.AddRange(PackedRows.Of(partition, RollupRows.HourKey(hour.Key), set.ToBytes()));
        }
        bool IsStale(string key) =>
            !key.StartsWith(RollupRows.DeltaPrefix, StringComparison.Ordinal) || taken.Contains(RollupRows.PlaceKeyOf(key));
        await ReplaceAsync(RollupTables.Rollups, partition, rows, IsStale, cancellation);
    }

    private async Task ReplaceUsersAsync(
        string projectId,
        DateOnly day,
        FoldedCalls folded,
        HashSet<string> taken,
        CancellationToken cancellation
    )
    {
        for (var bucket = 0; bucket < UserSpendRows.Buckets; bucket++)
        {
            var partition = UserSpendRows.PartitionOf(projectId, day, bucket);
            var rows = folded
                .Users.Where(user => UserSpendRows.BucketOf(user.Key.UserId) == bucket)
                .Select(user => UserSpendRows.HourOf(projectId, user.Key, user.Value))
                .Append(new Row(partition, RollupTables.VersionKey, Row.NoValues));
            bool IsStale(string key) => key.Split('|') is not [_, _, var slot, var shard] || taken.Contains($"{slot}|{shard}");
            await ReplaceAsync(RollupTables.UserSpend, partition, [.. rows], IsStale, cancellation);
        }
    }

    /// <summary>Writes the rows, then removes what is stale and was not written.</summary>
    private async Task ReplaceAsync(
        string table,
        string partition,
        List<Row> rows,
        Func<string, bool> isStale,
        CancellationToken cancellation
    )
    {
        var written = rows.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        var stale = new List<Row>();
        var isEmpty = rows.Count == 1;
        await foreach (var row in tables.ReadAsync(table, RowRange.In(partition) with { Columns = [] }, cancellation))
        {
            isEmpty = false;
            if (!written.Contains(row.Key) && isStale(row.Key))
                stale.Add(row);
        }
        if (isEmpty)
            return; // A version alone would stand for nothing.
        await tables.PutAllAsync(table, rows, cancellation);
        await tables.DeleteAllAsync(table, stale, cancellation);
    }
}

/// <param name="First">The first day that was rebuilt; later than the one asked for where older calls may be gone.</param>
/// <param name="Calls">How many calls count in these days.</param>
public sealed record RebuiltDays(DateOnly First, DateOnly Last, long Calls)
{
    /// <summary>The day from which to go on another time; null where all are done.</summary>
    [JsonIgnore]
    public DateOnly? Next { get; init; }
}
