namespace LlmMonitor.Core.Storage;

/// <summary>
/// Keyed rows with ETags, shaped after what Azure Table Storage can do: rows of one partition commit together, nothing else does.
/// Both bodies hold <see cref="TableLimits"/>, and create a table on its first use.
/// </summary>
public interface ITables
{
    /// <summary>One row, or null where none lies under this key.</summary>
    Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default);

    /// <summary>
    /// The rows of a range, ordered by partition and then key (ordinal). Not a snapshot: rows written meanwhile may or may not show.
    /// </summary>
    IAsyncEnumerable<Row> ReadAsync(string table, RowRange range, CancellationToken cancellation = default);

    /// <summary>
    /// Commits 1 to 100 changes of distinct keys in one partition, all or none; durable when the task completes. Cancelled, it may have
    /// been written all the same. For more rows see <see cref="TableWrites"/>.
    /// </summary>
    /// <returns>The new ETag of each row, in the order of the changes; an empty string for a delete.</returns>
    /// <exception cref="RowConflictException">A change did not meet what was there; nothing was written.</exception>
    /// <exception cref="ArgumentException">The changes break a limit; nothing was written.</exception>
    Task<IReadOnlyList<string>> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation = default);
}
