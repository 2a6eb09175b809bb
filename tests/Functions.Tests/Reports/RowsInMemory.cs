using System.Runtime.CompilerServices;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Functions.Tests.Reports;

/// <summary>Rows for as long as a test runs, with ETags that count up.</summary>
internal sealed class RowsInMemory : ITables
{
    private readonly SortedDictionary<(string Table, string Partition, string Key), Row> rows = new(
        Comparer<(string, string, string)>.Create(
            (a, b) => string.CompareOrdinal($"{a.Item1}\0{a.Item2}\0{a.Item3}", $"{b.Item1}\0{b.Item2}\0{b.Item3}")
        )
    );
    private int version;

    public Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default) =>
        Task.FromResult(rows.GetValueOrDefault((table, partition, key)));

    public async IAsyncEnumerable<Row> ReadAsync(
        string table,
        RowRange range,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await Task.CompletedTask;
        foreach (
            var row in rows.Where(pair => pair.Key.Table == table && pair.Key.Partition == range.Partition)
                .Select(pair => pair.Value)
                .ToList()
        )
            if (string.CompareOrdinal(row.Key, range.KeyFrom) >= 0 && string.CompareOrdinal(row.Key, range.KeyBefore) < 0)
                yield return row;
    }

    public Task<IReadOnlyList<string>> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation = default)
    {
        TableLimits.Check(changes);
        var change = Assert(changes.Single());
        var there = rows.GetValueOrDefault((table, change.Row.Partition, change.Row.Key));
        if (change.Kind == ChangeKind.Insert ? there is not null : there?.ETag != change.Row.ETag)
            throw new RowConflictException(table, 0, change);
        var tag = $"{++version}";
        rows[(table, change.Row.Partition, change.Row.Key)] = change.Row with { ETag = tag };
        return Task.FromResult<IReadOnlyList<string>>([tag]);
    }

    private static RowChange Assert(RowChange change) =>
        change.Kind is ChangeKind.Insert or ChangeKind.Update
            ? change
            : throw new NotSupportedException($"{change.Kind} is not used here.");
}
