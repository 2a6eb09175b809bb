using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Tests.Projects;

/// <summary>Counts what is asked of storage, and lets it fail.</summary>
internal sealed class WatchedTables(ITables inner) : ITables
{
    private int finds;
    private int commits;

    public int Finds => finds;

    public int Commits => commits;

    public bool ReadsFail { get; set; }

    public bool WritesFail { get; set; }

    /// <summary>Runs once before the next commit: somebody else who is quicker.</summary>
    public Func<Task>? BeforeCommit { get; set; }

    public Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref finds);
        return ReadsFail
            ? Task.FromException<Row?>(new IOException("storage is away"))
            : inner.FindAsync(table, partition, key, cancellation);
    }

    public IAsyncEnumerable<Row> ReadAsync(string table, RowRange range, CancellationToken cancellation = default) =>
        inner.ReadAsync(table, range, cancellation);

    public async Task<IReadOnlyList<string>> CommitAsync(
        string table,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation = default
    )
    {
        Interlocked.Increment(ref commits);
        if (BeforeCommit is { } first)
        {
            BeforeCommit = null;
            await first();
        }
        return WritesFail ? throw new IOException("storage is away") : await inner.CommitAsync(table, changes, cancellation);
    }
}
