using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Drift;

/// <summary>
/// Everything that is kept of a stream, in one partition (project|stream) that changes as one: how it stands, its detectors' state, the outputs
/// that window tests compare, and the state at the end of each of the last days.
/// </summary>
public sealed class StreamStore(ITables tables)
{
    public const string Table = "driftstreams";
    public const int SnapshotDays = 7;

    private const string StatusKey = "status";
    private const string StateKey = "state";
    private const string WindowKey = "window";
    private const string SnapshotPrefix = "snapshot|";
    private static readonly string[] StatusColumns = [.. Enumerable.Range(0, 15).Select(i => $"json{i}")];

    /// <summary>Null where the stream is new.</summary>
    public async Task<StreamRecord?> FindAsync(string projectId, StreamKey stream, CancellationToken cancellation = default)
    {
        Row? status = null;
        var parts = new Dictionary<string, List<Row>>(StringComparer.Ordinal) { [StateKey] = [], [WindowKey] = [] };
        await foreach (var row in tables.ReadAsync(Table, RowRange.Keys(Partition(projectId, stream), StateKey, null), cancellation))
            if (row.Key == StatusKey)
                status = row;
            else
                parts[PackedRows.KeyOf(row)].Add(row);
        return status is null
            ? null
            : new StreamRecord(
                JsonRow.Read<StreamStatus>(status),
                PackedRows.Join(parts[StateKey]),
                PackedRows.Join(parts[WindowKey]),
                status.ETag
            );
    }

    /// <summary>How every stream of a project stands.</summary>
    public async Task<IReadOnlyList<StreamStatus>> ListAsync(string projectId, CancellationToken cancellation = default)
    {
        var statuses = new List<StreamStatus>();
        var range = RowRange.Partitions($"{projectId}|", RowRange.After($"{projectId}|")) with { Columns = StatusColumns };
        await foreach (var row in tables.ReadAsync(Table, range, cancellation))
            if (row.Key == StatusKey)
                statuses.Add(JsonRow.Read<StreamStatus>(row));
        return statuses;
    }

    /// <summary>Writes all of a stream or nothing; rows of a longer state that was there before are cleared.</summary>
    /// <param name="snapshotOf">The day that has ended since the last save: its state is kept as it was.</param>
    /// <exception cref="RowConflictException">Another run was faster.</exception>
    public async Task SaveAsync(
        string projectId,
        StreamRecord stream,
        (DateOnly Day, byte[] State)? snapshotOf,
        CancellationToken cancellation = default
    )
    {
        var partition = Partition(projectId, stream.Status.Stream);
        var status = JsonRow.Of(partition, StatusKey, stream.Status, stream.ETag);
        var kept = PackedRows.Of(partition, StateKey, stream.State).Concat(PackedRows.Of(partition, WindowKey, stream.Window)).ToList();
        if (snapshotOf is { } snapshot)
            kept.AddRange(PackedRows.Of(partition, $"{SnapshotPrefix}{snapshot.Day:yyyyMMdd}", snapshot.State));
        var keys = kept.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        var oldest = $"{SnapshotPrefix}{DateOnly.FromDateTime(stream.Status.LastAt.UtcDateTime).AddDays(-SnapshotDays):yyyyMMdd}";
        List<RowChange> changes =
        [
            stream.ETag is null ? RowChange.Insert(status) : RowChange.Update(status),
            .. kept.Select(RowChange.Put),
        ];
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(partition) with { Columns = [] }, cancellation))
        {
            var isOldSnapshot = row.Key.StartsWith(SnapshotPrefix, StringComparison.Ordinal) && string.CompareOrdinal(row.Key, oldest) < 0;
            var isLeftOver =
                !row.Key.StartsWith(SnapshotPrefix, StringComparison.Ordinal) && row.Key != StatusKey && !keys.Contains(row.Key);
            if (isOldSnapshot || isLeftOver)
                changes.Add(RowChange.Delete(partition, row.Key));
        }
        await tables.CommitAsync(Table, changes, cancellation);
    }

    internal static string Partition(string projectId, StreamKey stream) => $"{projectId}|{stream.Id}";
}

/// <param name="State">Of the detectors, packed.</param>
/// <param name="Window">A packed <see cref="StreamWindow"/>.</param>
/// <param name="ETag">Null for a stream that was not kept yet.</param>
public sealed record StreamRecord(StreamStatus Status, byte[] State, byte[] Window, string? ETag);
