using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>A day that is over as one rollup, so that long reports read a row a day. Derived from the hours, and true while they stand as they did.</summary>
public sealed class DayRollup(ITables tables)
{
    private const int Tries = 5;

    /// <summary>
    /// Of several that write at once, one that has read older hours does not have the last word. Where others keep writing, theirs stands: a row that is not
    /// true is not read.
    /// </summary>
    public async Task WriteAsync(string projectId, DateOnly day, CancellationToken cancellation)
    {
        for (var left = Tries; left > 0; left--)
            try
            {
                await TryAsync(RollupTables.DayPartition(projectId, day), cancellation);
                return;
            }
            catch (RowConflictException) { } // Somebody wrote it meanwhile.
    }

    private async Task TryAsync(string partition, CancellationToken cancellation)
    {
        var before = await tables.FindAsync(RollupTables.Rollups, partition, RollupRows.DayKey + "|0", cancellation);
        var version = await tables.FindAsync(RollupTables.Rollups, partition, RollupTables.VersionKey, cancellation);
        if (version is null)
            return;
        var set = new RollupSet();
        var rows = new List<Row>();
        await foreach (
            var row in tables.ReadAsync(RollupTables.Rollups, RowRange.WithPrefix(partition, RollupRows.HourPrefix), cancellation)
        )
            rows.Add(row);
        foreach (var hour in rows.GroupBy(PackedRows.KeyOf))
            set.Merge(RollupSet.FromBytes(PackedRows.Join(hour)));
        var of = new Dictionary<string, object>(StringComparer.Ordinal) { ["of"] = version.ETag! };
        await tables.CommitAllAsync(
            RollupTables.Rollups,
            [
                .. PackedRows
                    .Of(partition, RollupRows.DayKey, set.ToBytes(), of)
                    .Select(
                        (row, number) =>
                            number > 0 ? RowChange.Put(row)
                            : before is null ? RowChange.Insert(row)
                            : RowChange.Update(row with { ETag = before.ETag })
                    ),
            ],
            cancellation
        );
    }
}
