using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// Puts a person's spend under <see cref="LlmCall.ErasedUser"/>, hour by hour, and takes them from the top lists of these hours. It begins when the calls
/// name nobody any more, so a rebuild comes to the same sums. Their own rows go last: until then they say what is still to be done.
/// </summary>
public sealed class UserErasure(ITables tables, SlotFold fold, RollupDeltas deltas, TopErasure tops, TimeProvider time) : IPersonalData
{
    /// <summary>Longer than a fold may run: from then on no fold writes a delta again.</summary>
    private static readonly TimeSpan FoldedFor = TimeSpan.FromMinutes(5);

    private const int Tries = 5;
    private const int RowsAtOnce = 90;

    public async Task EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        var project = erasure.Project.Id;
        if (await FirstDayAsync(project, cancellation) is not { } day)
            return;
        for (var last = Minute.Of(time.GetUtcNow()).Day.AddDays(1); day <= last; day = day.AddDays(1))
        {
            var partition = UserSpendRows.PartitionOf(project, day, UserSpendRows.BucketOf(erasure.UserId));
            if ((await RowsAsync(partition, erasure.UserId, cancellation)).Count == 0)
                continue;
            erasure.Count(RollupTables.Rollups, await tops.EraseAsync(project, day, erasure.UserId, cancellation));
            await MoveAsync(erasure, day, partition, cancellation);
        }
    }

    private async Task MoveAsync(Erasure erasure, DateOnly day, string partition, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                var rows = await RowsAsync(partition, erasure.UserId, cancellation);
                foreach (var delta in rows.Where(IsYoung))
                    await RefoldAsync(erasure.Project.Id, delta, cancellation);
                foreach (var hour in rows.Where(row => !IsYoung(row)).GroupBy(row => UserSpendRows.HourOf(row, day).Hour))
                foreach (var chunk in hour.Chunk(RowsAtOnce))
                    await MergeAsync(partition, erasure.Project.Id, new UserHour(LlmCall.ErasedUser, day, hour.Key), chunk, cancellation);
                erasure.Count(RollupTables.UserSpend, rows.Count);
                return;
            }
            catch (RowConflictException) when (attempt < Tries) { } // A compaction moved rows: look again.
    }

    private bool IsYoung(Row row) => UserSpendRows.IsDelta(row) && row.Time("folded_at") > time.GetUtcNow() - FoldedFor;

    /// <summary>
    /// A young delta may be written again by a fold that is still under way or to come. So its place is taken by the very row that such a fold writes,
    /// now that the calls are erased: once more changes nothing.
    /// </summary>
    private async Task RefoldAsync(string projectId, Row delta, CancellationToken cancellation)
    {
        var place = SlotShard.Parse(projectId, UserSpendRows.SlotKeyOf(delta));
        var folded = new FoldedCalls();
        await fold.FoldIntoAsync(folded, place, _ => true, cancellation);
        await deltas.WriteUserAsync(place, folded, LlmCall.ErasedUser, cancellation);
        await tables.CommitAsync(
            RollupTables.UserSpend,
            [
                RowChange.Delete(delta.Partition, delta.Key, delta.ETag),
                RowChange.Put(new Row(delta.Partition, RollupTables.VersionKey, Row.NoValues)),
            ],
            cancellation
        );
    }

    /// <summary>
    /// In the person's own partition, so that it happens at once or not at all; readers add a user's rows wherever they lie, and a rebuild puts them
    /// where they belong.
    /// </summary>
    private async Task MergeAsync(string partition, string projectId, UserHour hour, Row[] rows, CancellationToken cancellation)
    {
        var there = await tables.FindAsync(RollupTables.UserSpend, partition, UserSpendRows.HourKey(hour.UserId, hour.Hour), cancellation);
        var minutes = there is null ? new UserMinutes() : UserSpendRows.MinutesOf(there);
        foreach (var row in rows)
            minutes.Merge(UserSpendRows.MinutesOf(row).SpendAlone());
        var merged = UserSpendRows.HourOf(projectId, hour, minutes) with { Partition = partition, ETag = there?.ETag };
        await tables.CommitAsync(
            RollupTables.UserSpend,
            [
                there is null ? RowChange.Insert(merged) : RowChange.Update(merged),
                .. rows.Select(row => RowChange.Delete(partition, row.Key, row.ETag)),
                RowChange.Put(new Row(partition, RollupTables.VersionKey, Row.NoValues)),
            ],
            cancellation
        );
    }

    private async Task<List<Row>> RowsAsync(string partition, string userId, CancellationToken cancellation)
    {
        var rows = new List<Row>();
        var range = RowRange.WithPrefix(partition, UserSpendRows.EscapeUser(userId) + "|");
        await foreach (var row in tables.ReadAsync(RollupTables.UserSpend, range, cancellation))
            rows.Add(row);
        return rows;
    }

    private async Task<DateOnly?> FirstDayAsync(string projectId, CancellationToken cancellation)
    {
        var range = RowRange.Partitions($"{projectId}|", RowRange.After($"{projectId}|")) with { Columns = [], Most = 1 };
        await foreach (var row in tables.ReadAsync(RollupTables.UserSpend, range, cancellation))
            return DateOnly.ParseExact(row.Partition.Split('|')[1], "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        return null;
    }
}
