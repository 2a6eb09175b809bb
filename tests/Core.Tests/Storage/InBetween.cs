using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Tests.Storage;

/// <summary>Tables on which somebody else does something after one has read and before one's first write.</summary>
internal sealed class InBetween(ITables inner, Func<Task> somebodyElse) : ITables
{
    private bool _done;

    public Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default) =>
        inner.FindAsync(table, partition, key, cancellation);

    public IAsyncEnumerable<Row> ReadAsync(string table, RowRange range, CancellationToken cancellation = default) =>
        inner.ReadAsync(table, range, cancellation);

    public async Task<IReadOnlyList<string>> CommitAsync(
        string table,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation = default
    )
    {
        if (!_done)
        {
            _done = true;
            await somebodyElse();
        }
        return await inner.CommitAsync(table, changes, cancellation);
    }
}
