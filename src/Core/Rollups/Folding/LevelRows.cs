using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// One transaction on a day's minutes and hours. Fails whole where another compaction was faster. A minute or an hour that grows too large to be
/// rewritten goes on in another volume (<c>h|09.001</c> behind <c>h|09</c>); readers merge them.
/// </summary>
internal sealed class LevelRows(ITables tables, string projectId, DateOnly day)
{
    // A volume of each, as it is sent, fits one commit.
    private const int MinuteVolumeBytes = 900 * 1024;
    private const int HourVolumeBytes = 1600 * 1024;

    private readonly string _partition = RollupTables.DayPartition(projectId, day);
    private readonly List<RowChange> _changes = [];

    /// <summary>Whether one commit takes it all.</summary>
    public bool Fits =>
        _changes.Count < TableLimits.ChangesPerCommit
        && _changes.Sum(change => (long)TableLimits.SentSizeOf(change.Row)) < TableLimits.BytesPerCommit - 4096; // for the version

    public async Task MergeMinuteAsync(
        Minute minute,
        IReadOnlyList<SlotShard> places,
        IReadOnlyList<RollupSet> deltas,
        CancellationToken cancellation
    )
    {
        var (key, rows, bytes) = await MergedAsync(RollupRows.MinuteKey(minute), deltas, MinuteVolumeBytes, cancellation);
        var known = rows.Count == 0 ? [] : RollupRows.UnpackPlaces(projectId, rows[0].Bytes("places")!);
        Write(key, rows, bytes, PlacesColumn([.. known.Union(places)]));
    }

    public async Task MergeHourAsync(int hour, IReadOnlyList<RollupSet> deltas, CancellationToken cancellation)
    {
        var (key, rows, bytes) = await MergedAsync(RollupRows.HourKey(hour), deltas, HourVolumeBytes, cancellation);
        Write(key, rows, bytes, null);
    }

    public static Dictionary<string, object> PlacesColumn(IReadOnlyCollection<SlotShard> places) =>
        new(StringComparer.Ordinal) { ["places"] = RollupRows.PackPlaces(places) };

    public void Delete(IEnumerable<Row> rows) => _changes.AddRange(rows.Select(row => RowChange.Delete(row.Partition, row.Key, row.ETag)));

    public Task CommitAsync(CancellationToken cancellation)
    {
        _changes.Add(RowChange.Put(new Row(_partition, RollupTables.VersionKey, Row.NoValues)));
        return tables.CommitAsync(RollupTables.Rollups, _changes, cancellation);
    }

    /// <summary>The last volume with the deltas in it, or the deltas as the next volume, which has no rows yet.</summary>
    private async Task<(string Key, List<Row> Before, byte[] Bytes)> MergedAsync(
        string key,
        IReadOnlyList<RollupSet> deltas,
        int mostBytes,
        CancellationToken cancellation
    )
    {
        var volumes = (
            await tables.ReadAsync(RollupTables.Rollups, RowRange.WithPrefix(_partition, key), cancellation).ToListAsync(cancellation)
        )
            .GroupBy(PackedRows.KeyOf)
            .OrderBy(volume => volume.Key, StringComparer.Ordinal)
            .ToList();
        if (volumes.Count == 0)
            return (key, [], Merged([], deltas));
        var last = volumes[^1].ToList();
        var bytes = Merged(last, deltas);
        return bytes.Length <= mostBytes ? (volumes[^1].Key, last, bytes) : ($"{key}.{volumes.Count:d3}", [], Merged([], deltas));
    }

    private static byte[] Merged(List<Row> rows, IReadOnlyList<RollupSet> deltas)
    {
        var set = rows.Count == 0 ? new RollupSet() : RollupSet.FromBytes(PackedRows.Join(rows));
        foreach (var delta in deltas)
            set.Merge(delta);
        return set.ToBytes();
    }

    private void Write(string key, List<Row> before, byte[] bytes, Dictionary<string, object>? onFirst)
    {
        var number = 0;
        foreach (var row in PackedRows.Of(_partition, key, bytes, onFirst))
        {
            _changes.Add(number < before.Count ? RowChange.Update(row with { ETag = before[number].ETag }) : RowChange.Insert(row));
            number++;
        }
    }
}
