using System.Globalization;
using System.Runtime.CompilerServices;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Tests.Projects;

/// <summary>Rows in memory, as tests of this room need them.</summary>
internal sealed class MemoryTables : ITables
{
    private readonly SortedDictionary<(string Table, string Partition, string Key), Row> rows = new(
        Comparer<(string, string, string)>.Create(
            (left, right) =>
                string.CompareOrdinal(left.Item1, right.Item1) is not 0 and var table ? table
                : string.CompareOrdinal(left.Item2, right.Item2) is not 0 and var partition ? partition
                : string.CompareOrdinal(left.Item3, right.Item3)
        )
    );
    private readonly Lock door = new();
    private long version;

    public Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default)
    {
        lock (door)
            return Task.FromResult(rows.GetValueOrDefault((table, partition, key)));
    }

    public async IAsyncEnumerable<Row> ReadAsync(
        string table,
        RowRange range,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        List<Row> read;
        lock (door)
            read =
            [
                .. rows.Where(row => row.Key.Table == table && (range.Partition is null || range.Partition == row.Key.Partition))
                    .Select(row => row.Value),
            ];
        await Task.CompletedTask;
        foreach (var row in read)
            yield return row;
    }

    public Task<IReadOnlyList<string>> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation = default)
    {
        TableLimits.Check(changes);
        lock (door)
        {
            foreach (var (index, change) in changes.Index())
            {
                var there = rows.GetValueOrDefault((table, change.Row.Partition, change.Row.Key));
                if (change.Kind == ChangeKind.Insert ? there is not null : change.Row.ETag is not null && change.Row.ETag != there?.ETag)
                    return Task.FromException<IReadOnlyList<string>>(new RowConflictException(table, index, change));
            }
            var etags = new List<string>();
            foreach (var (kind, row) in changes)
            {
                var etag = kind == ChangeKind.Delete ? "" : (++version).ToString(CultureInfo.InvariantCulture);
                if (kind == ChangeKind.Delete)
                    rows.Remove((table, row.Partition, row.Key));
                else
                    rows[(table, row.Partition, row.Key)] = row with { ETag = etag };
                etags.Add(etag);
            }
            return Task.FromResult<IReadOnlyList<string>>(etags);
        }
    }
}
