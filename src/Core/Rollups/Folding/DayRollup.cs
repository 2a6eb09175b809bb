using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>A day that is over as one rollup, so that long reports read a row a day. Derived from the hours, and true while they stand as they did.</summary>
public sealed class DayRollup(ITables tables)
{
    public async Task WriteAsync(string projectId, DateOnly day, CancellationToken cancellation)
    {
        var partition = RollupTables.DayPartition(projectId, day);
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
        await tables.PutAllAsync(RollupTables.Rollups, [.. PackedRows.Of(partition, RollupRows.DayKey, set.ToBytes(), of)], cancellation);
    }
}
