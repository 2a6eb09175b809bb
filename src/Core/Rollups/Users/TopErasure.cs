using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>Puts <see cref="LlmCall.ErasedUser"/> in a user's place in the top lists of a day. Sums stay to the byte.</summary>
public sealed class TopErasure(ITables tables, DayRollup dayRollup)
{
    private const int Tries = 5;

    /// <returns>How many rollups named the user.</returns>
    public async Task<int> EraseAsync(string projectId, DateOnly day, string userId, CancellationToken cancellation)
    {
        var partition = RollupTables.DayPartition(projectId, day);
        for (var attempt = 1; ; attempt++)
            try
            {
                return await EraseAsync(partition, projectId, day, userId, cancellation);
            }
            catch (RowConflictException) when (attempt < Tries) { } // A fold or compaction was faster: look again.
    }

    private async Task<int> EraseAsync(string partition, string projectId, DateOnly day, string userId, CancellationToken cancellation)
    {
        var (changed, whole, rows) = (0, new List<Row>(), new List<Row>());
        await foreach (var row in tables.ReadAsync(RollupTables.Rollups, RowRange.In(partition), cancellation))
        {
            if (row.Key == RollupTables.VersionKey)
                continue;
            if (row.Key.StartsWith(RollupRows.DayKey + "|", StringComparison.Ordinal))
            {
                whole.Add(row);
                continue;
            }
            if (rows.Count > 0 && PackedRows.KeyOf(rows[0]) != PackedRows.KeyOf(row))
            {
                changed += await EraseAsync(partition, rows, userId, cancellation) ? 1 : 0;
                rows.Clear();
            }
            rows.Add(row);
        }
        changed += await EraseAsync(partition, rows, userId, cancellation) ? 1 : 0;
        if (whole.Count == 0 || !Rename(whole, userId, out _))
            return changed;
        // The whole day is made of its hours, which name nobody by now.
        await tables.DeleteAllAsync(RollupTables.Rollups, whole, cancellation);
        await dayRollup.WriteAsync(projectId, day, cancellation);
        return changed + 1;
    }

    private async Task<bool> EraseAsync(string partition, List<Row> before, string userId, CancellationToken cancellation)
    {
        if (before.Count == 0 || !Rename(before, userId, out var set))
            return false;
        var changes = new List<RowChange> { RowChange.Put(new Row(partition, RollupTables.VersionKey, Row.NoValues)) };
        var written = 0;
        foreach (var row in PackedRows.Of(partition, PackedRows.KeyOf(before[0]), set.ToBytes()))
        {
            // What stands beside the packed columns stays: places, when it was folded, of how many calls it was made.
            var like = before[Math.Min(written, before.Count - 1)];
            var beside = like.Values.Where(value => value.Key is not ['p', >= '0' and <= '9', >= '0' and <= '9']);
            var values = new Dictionary<string, object>(row.Values.Concat(beside), StringComparer.Ordinal);
            var isThere = written < before.Count;
            changes.Add(
                isThere ? RowChange.Update(row with { Values = values, ETag = like.ETag }) : RowChange.Insert(row with { Values = values })
            );
            written++;
        }
        changes.AddRange(before.Skip(written).Select(row => RowChange.Delete(partition, row.Key, row.ETag)));
        await tables.CommitAsync(RollupTables.Rollups, changes, cancellation);
        return true;
    }

    private static bool Rename(List<Row> rows, string userId, out RollupSet set)
    {
        set = RollupSet.FromBytes(PackedRows.Join(rows));
        var isChanged = false;
        foreach (var (_, cell) in set.Cells)
        {
            isChanged |= cell.MostExpensive.Rename(userId, LlmCall.ErasedUser);
            isChanged |= cell.Slowest.Rename(userId, LlmCall.ErasedUser);
        }
        return isChanged;
    }
}
