using System.Collections.Concurrent;

namespace LlmMonitor.Core.Storage;

/// <summary>Writing more rows than one commit holds, in chunks: a fault leaves whole chunks written, never a torn one.</summary>
public static class TableWrites
{
    private const int PartitionsAtOnce = 4;
    private const int LookupsAtOnce = 16;

    /// <summary>
    /// Inserts rows of one partition, any number; a row that lies there already is left as it is and fails no other.
    /// </summary>
    /// <returns>For each row whether it was new. Of two rows with one key the first is. After a lost connection over Azure, whose client
    /// tries again by itself, a row of one's own first try counts as there already.</returns>
    public static async Task<bool[]> InsertEachAsync(
        this ITables tables,
        string table,
        IReadOnlyList<Row> rows,
        CancellationToken cancellation = default
    )
    {
        var isNew = new bool[rows.Count];
        foreach (var chunk in Chunks(Enumerable.Range(0, rows.Count), at => RowChange.Insert(rows[at])))
        {
            var left = chunk;
            while (left.Count > 0)
            {
                try
                {
                    await tables.CommitAsync(table, [.. left.Select(one => one.Change)], cancellation);
                    foreach (var (at, _) in left)
                        isNew[at] = true;
                    break;
                }
                catch (RowConflictException conflict)
                {
                    // The row of the conflict goes in any case, so that this ends even while others delete.
                    var met = left[conflict.Index].Change.Row.Key;
                    var there = await tables.ExistingKeysAsync(table, [.. left.Select(one => one.Change.Row)], cancellation);
                    left = [.. left.Where(one => one.Change.Row.Key != met && !there.Contains(one.Change.Row.Key))];
                }
            }
        }
        return isNew;
    }

    /// <summary>Writes the rows, of any partitions, whatever lies there; of two rows with one key the later stays.</summary>
    public static Task PutAllAsync(this ITables tables, string table, IReadOnlyList<Row> rows, CancellationToken cancellation = default) =>
        tables.CommitAllAsync(table, [.. rows.Select(RowChange.Put)], cancellation);

    /// <summary>Removes the rows under these keys, of any partitions, where they are there; values and ETags are not looked at.</summary>
    public static Task DeleteAllAsync(
        this ITables tables,
        string table,
        IReadOnlyList<Row> rows,
        CancellationToken cancellation = default
    ) => tables.CommitAllAsync(table, [.. rows.Select(row => RowChange.Delete(row.Partition, row.Key))], cancellation);

    /// <summary>Which of these rows' keys (of one partition) lie there now.</summary>
    public static async Task<IReadOnlySet<string>> ExistingKeysAsync(
        this ITables tables,
        string table,
        IReadOnlyList<Row> rows,
        CancellationToken cancellation = default
    )
    {
        var there = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            rows,
            new ParallelOptions { MaxDegreeOfParallelism = LookupsAtOnce, CancellationToken = cancellation },
            async (row, token) =>
            {
                if (await tables.FindAsync(table, row.Partition, row.Key, token) is not null)
                    there.Add(row.Key);
            }
        );
        return there.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Commits the changes chunk by chunk, those of one partition in their order: a conflict leaves what stands behind it undone.</summary>
    /// <exception cref="RowConflictException">A row is not as its change expects.</exception>
    public static Task CommitAllAsync(
        this ITables tables,
        string table,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation
    ) =>
        Parallel.ForEachAsync(
            changes.GroupBy(change => change.Row.Partition, StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = PartitionsAtOnce, CancellationToken = cancellation },
            async (partition, token) =>
            {
                foreach (var chunk in Chunks(partition, change => change))
                    await tables.CommitAsync(table, [.. chunk.Select(one => one.Change)], token);
            }
        );

    /// <summary>Cuts changes of one partition where a commit would grow too long or too large, or would name a key twice.</summary>
    private static IEnumerable<List<(T Item, RowChange Change)>> Chunks<T>(IEnumerable<T> items, Func<T, RowChange> change)
    {
        var chunk = new List<(T, RowChange)>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0;
        foreach (var item in items)
        {
            var next = change(item);
            var size = TableLimits.SentSizeOf(next.Row);
            if (chunk.Count == TableLimits.ChangesPerCommit || bytes + size > TableLimits.BytesPerCommit || !keys.Add(next.Row.Key))
            {
                if (chunk.Count > 0)
                    yield return chunk;
                (chunk, bytes) = ([], 0);
                keys = new HashSet<string>(StringComparer.Ordinal) { next.Row.Key };
            }
            chunk.Add((item, next));
            bytes += size;
        }
        if (chunk.Count > 0)
            yield return chunk;
    }
}
