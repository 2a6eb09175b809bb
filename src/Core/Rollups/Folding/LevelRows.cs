using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>One transaction on a day's minutes and hours. Fails whole where another compaction was faster.</summary>
internal sealed class LevelRows(ITables tables, string projectId, DateOnly day)
{
    private readonly string _partition = RollupTables.DayPartition(projectId, day);
    private readonly List<RowChange> _changes = [];

    public async Task MergeMinuteAsync(
        Minute minute,
        IReadOnlyList<SlotShard> places,
        IReadOnlyList<RollupSet> deltas,
        CancellationToken cancellation
    )
    {
        var rows = await RowsAsync(RollupRows.MinuteKey(minute), cancellation);
        var known = rows.Count == 0 ? [] : RollupRows.UnpackPlaces(projectId, rows[0].Bytes("places")!);
        Write(RollupRows.MinuteKey(minute), rows, Merged(rows, deltas), PlacesColumn([.. known.Union(places)]));
    }

    public async Task MergeHourAsync(int hour, IReadOnlyList<RollupSet> deltas, CancellationToken cancellation)
    {
        var rows = await RowsAsync(RollupRows.HourKey(hour), cancellation);
        Write(RollupRows.HourKey(hour), rows, Merged(rows, deltas), null);
    }

    public static Dictionary<string, object> PlacesColumn(IReadOnlyCollection<SlotShard> places) =>
        new(StringComparer.Ordinal) { ["places"] = RollupRows.PackPlaces(places) };

    public void Delete(IEnumerable<Row> rows) => _changes.AddRange(rows.Select(row => RowChange.Delete(row.Partition, row.Key, row.ETag)));

    public Task CommitAsync(CancellationToken cancellation)
    {
        _changes.Add(RowChange.Put(new Row(_partition, RollupTables.VersionKey, Row.NoValues)));
        return tables.CommitAsync(RollupTables.Rollups, _changes, cancellation);
    }

    private async Task<List<Row>> RowsAsync(string key, CancellationToken cancellation)
    {
        var rows = new List<Row>();
        await foreach (var row in tables.ReadAsync(RollupTables.Rollups, RowRange.WithPrefix(_partition, key + "|"), cancellation))
            rows.Add(row);
        return rows;
    }

    private static RollupSet Merged(List<Row> rows, IReadOnlyList<RollupSet> deltas)
    {
        var set = rows.Count == 0 ? new RollupSet() : RollupSet.FromBytes(PackedRows.Join(rows));
        foreach (var delta in deltas)
            set.Merge(delta);
        return set;
    }

    private void Write(string key, List<Row> before, RollupSet set, Dictionary<string, object>? onFirst)
    {
        var number = 0;
        foreach (var row in PackedRows.Of(_partition, key, set.ToBytes(), onFirst))
        {
            _changes.Add(number < before.Count ? RowChange.Update(row with { ETag = before[number].ETag }) : RowChange.Insert(row));
            number++;
        }
    }
}
