using System.Globalization;
using System.Runtime.CompilerServices;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>
/// Keeps the items of a project: table <c>reviews</c>, partition project. <c>item|id</c> is the truth, with the ETag that counts;
/// <c>open|due|id</c> and <c>closed|time|id</c> are copies in the order in which they are listed (closed ones newest first); <c>audit|id|number</c>
/// says what was done. All rows of a change commit together.
/// </summary>
public sealed class ReviewStore(ITables tables)
{
    public const string Table = "reviews";
    private const string Opened = "open|";
    internal const string Closed = "closed|";
    private const string CursorKey = "cursor";

    public async Task<KeptReview?> FindAsync(string projectId, string requestId, CancellationToken cancellation = default) =>
        await tables.FindAsync(Table, projectId, ItemKey(requestId), cancellation) is { } row
            ? new(JsonRow.Read<ReviewItem>(row), row.ETag)
            : null;

    /// <summary>Writes a change and its audit line, whose number is the item's new version.</summary>
    /// <exception cref="RowConflictException">Another was faster: read again and decide anew.</exception>
    public Task SaveAsync(
        string projectId,
        KeptReview? before,
        ReviewItem next,
        ReviewAuditLine line,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(line);
        if (line.Number != next.Version || next.Version != (before?.Item.Version ?? 0) + 1)
            throw new ArgumentException(
                $"Change {next.Version} of review {next.RequestId} does not follow the one before it.",
                nameof(next)
            );
        var item = JsonRow.Of(projectId, ItemKey(next.RequestId), next, before?.ETag);
        var listed = ListKey(next);
        List<RowChange> changes =
        [
            before is null ? RowChange.Insert(item) : RowChange.Update(item),
            RowChange.Insert(JsonRow.Of(projectId, $"{AuditPrefix(next.RequestId)}{line.Number:d6}", line)),
            RowChange.Put(JsonRow.Of(projectId, listed, next)),
        ];
        if (before is not null && ListKey(before.Item) is var old && old != listed)
            changes.Add(RowChange.Delete(projectId, old));
        return tables.CommitAsync(Table, changes, cancellation);
    }

    /// <summary>Items that are not closed, what is due first first, each with the key behind which a list goes on.</summary>
    /// <param name="after">The key of the last item that was seen; null from the first.</param>
    public IAsyncEnumerable<(string Key, ReviewItem Item)> ReadOpenAsync(
        string projectId,
        string? after = null,
        CancellationToken cancellation = default
    ) => ReadAsync(RowRange.Keys(projectId, From(Opened, after), RowRange.After(Opened)), cancellation);

    /// <summary>Closed items, the newest first.</summary>
    public IAsyncEnumerable<(string Key, ReviewItem Item)> ReadClosedAsync(
        string projectId,
        string? after = null,
        CancellationToken cancellation = default
    ) => ReadAsync(RowRange.Keys(projectId, From(Closed, after), RowRange.After(Closed)), cancellation);

    /// <summary>Items closed in a span, the newest first.</summary>
    public IAsyncEnumerable<(string Key, ReviewItem Item)> ReadClosedAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset before,
        CancellationToken cancellation = default
    ) => ReadAsync(RowRange.Keys(projectId, Closed + Backwards(before.AddTicks(-1)), Closed + Backwards(from.AddTicks(-1))), cancellation);

    /// <summary>What was done to an item, the first first.</summary>
    public async Task<IReadOnlyList<ReviewAuditLine>> ReadAuditAsync(
        string projectId,
        string requestId,
        CancellationToken cancellation = default
    )
    {
        var lines = new List<ReviewAuditLine>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.WithPrefix(projectId, AuditPrefix(requestId)), cancellation))
            lines.Add(JsonRow.Read<ReviewAuditLine>(row));
        return lines;
    }

    /// <summary>Up to where the gate's hits have become items; null before the first time.</summary>
    internal async Task<DateTimeOffset?> FindCursorAsync(string projectId, CancellationToken cancellation) =>
        (await tables.FindAsync(Table, projectId, CursorKey, cancellation))?.Time("until");

    internal Task PutCursorAsync(string projectId, DateTimeOffset until, CancellationToken cancellation) =>
        tables.CommitAsync(
            Table,
            [RowChange.Put(new(projectId, CursorKey, new Dictionary<string, object>(StringComparer.Ordinal) { ["until"] = until }))],
            cancellation
        );

    private async IAsyncEnumerable<(string, ReviewItem)> ReadAsync(RowRange range, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in tables.ReadAsync(Table, range, cancellation))
            yield return (row.Key, JsonRow.Read<ReviewItem>(row));
    }

    /// <summary>The first key of a list, or the first behind one; a key of another list begins this one anew.</summary>
    private static string From(string list, string? after) =>
        after is not null && after.StartsWith(list, StringComparison.Ordinal) ? after + " " : list;

    internal static string ItemKey(string requestId) => $"item|{requestId}";

    internal static string AuditPrefix(string requestId) => $"audit|{requestId}|";

    internal static string ListKey(ReviewItem item) =>
        item.ClosedAt is { } closed
            ? $"{Closed}{Backwards(closed)}|{item.RequestId}"
            : $"{Opened}{item.DueAt.UtcTicks.ToString("d19", CultureInfo.InvariantCulture)}|{item.RequestId}";

    /// <summary>Sorts against the time.</summary>
    internal static string Backwards(DateTimeOffset time) =>
        (DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks).ToString("d19", CultureInfo.InvariantCulture);
}

/// <summary>An item as it was read.</summary>
public sealed record KeptReview(ReviewItem Item, string? ETag);
