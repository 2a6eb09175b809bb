using System.Globalization;
using System.Runtime.CompilerServices;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Feedback;

/// <summary>
/// Keeps feedback: table <c>feedback</c>, partition project. <c>i|request|user</c> is the truth, with the ETag that counts; <c>t|time|request|user</c> is a
/// copy without history in the order in which it was last said; <c>w|request|user</c> says that its call has not come yet. All rows of a change commit
/// together.
/// </summary>
public sealed class FeedbackStore(ITables tables)
{
    public const string Table = "feedback";
    public const string CategoriesTable = "feedbackcategories";
    private const string Item = "i|";
    private const string Timed = "t|";
    private const string Waiting = "w|";

    public async Task<KeptFeedback?> FindAsync(
        string projectId,
        string requestId,
        string? userId,
        CancellationToken cancellation = default
    ) =>
        await tables.FindAsync(Table, projectId, Item + IdOf(requestId, userId), cancellation) is { } row
            ? new(JsonRow.Read<FeedbackItem>(row), row.ETag!)
            : null;

    /// <exception cref="RowConflictException">Another was faster: read again and decide anew.</exception>
    public Task SaveAsync(string projectId, KeptFeedback? before, FeedbackItem next, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(next);
        var id = IdOf(next.RequestId, next.UserId);
        var truth = JsonRow.Of(projectId, Item + id, next, before?.ETag);
        var listed = TimeKey(next);
        List<RowChange> changes =
        [
            before is null ? RowChange.Insert(truth) : RowChange.Update(truth),
            RowChange.Put(JsonRow.Of(projectId, listed, next with { History = [] })),
            next.Call is null
                ? RowChange.Put(JsonRow.Of(projectId, Waiting + id, new WaitingFeedback(next.RequestId, next.UserId, next.At)))
                : RowChange.Delete(projectId, Waiting + id),
        ];
        if (before is not null && TimeKey(before.Item) is var old && old != listed)
            changes.Add(RowChange.Delete(projectId, old));
        return tables.CommitAsync(Table, changes, cancellation);
    }

    /// <summary>
    /// Feedback that was last said in a span, in the order of time, with the dimensions of its call and its correction as it is kept; without history.
    /// </summary>
    public async IAsyncEnumerable<FeedbackItem> ReadAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        var range = RowRange.Keys(projectId, Timed + TicksOf(from), Timed + TicksOf(before));
        await foreach (var row in tables.ReadAsync(Table, range, cancellation))
            yield return JsonRow.Read<FeedbackItem>(row);
    }

    /// <summary>Feedback whose call has not come yet.</summary>
    public async IAsyncEnumerable<WaitingFeedback> ReadWaitingAsync(
        string projectId,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var row in tables.ReadAsync(Table, RowRange.WithPrefix(projectId, Waiting), cancellation))
            yield return JsonRow.Read<WaitingFeedback>(row);
    }

    /// <summary>All feedback, with its history. As many rows as the project has feedback.</summary>
    internal async IAsyncEnumerable<KeptFeedback> ReadAllAsync(
        string projectId,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var row in tables.ReadAsync(Table, RowRange.WithPrefix(projectId, Item), cancellation))
            yield return new(JsonRow.Read<FeedbackItem>(row), row.ETag!);
    }

    internal async Task DeleteAsync(string projectId, FeedbackItem item, CancellationToken cancellation)
    {
        var id = IdOf(item.RequestId, item.UserId);
        string[] keys = [TimeKey(item), Waiting + id, Item + id];
        await tables.CommitAsync(Table, [.. keys.Select(key => RowChange.Delete(projectId, key))], cancellation);
    }

    public async Task<FeedbackCategories> CategoriesAsync(string projectId, CancellationToken cancellation = default) =>
        await tables.FindAsync(CategoriesTable, projectId, "list", cancellation) is { } row
            ? JsonRow.Read<FeedbackCategories>(row)
            : FeedbackCategories.Default;

    /// <summary>For feedback from now on; what was mapped before stays.</summary>
    public Task PutCategoriesAsync(string projectId, FeedbackCategories categories, CancellationToken cancellation = default) =>
        tables.PutAllAsync(CategoriesTable, [JsonRow.Of(projectId, "list", categories)], cancellation);

    private static string IdOf(string requestId, string? userId) => $"{requestId}|{UserSpendRows.EscapeUser(userId)}";

    private static string TimeKey(FeedbackItem item) => $"{Timed}{TicksOf(item.At)}|{IdOf(item.RequestId, item.UserId)}";

    private static string TicksOf(DateTimeOffset at) => at.UtcTicks.ToString("d19", CultureInfo.InvariantCulture);
}

/// <summary>Feedback as it was read.</summary>
public sealed record KeptFeedback(FeedbackItem Item, string ETag);

public sealed record WaitingFeedback(string RequestId, string? UserId, DateTimeOffset At);
