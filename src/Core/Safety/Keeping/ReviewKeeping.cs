using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Safety.Keeping;

/// <summary>Closed reviews go with their calls; of a person who is erased the words go, and that it was decided stays.</summary>
public sealed class ReviewKeeping(ITables tables) : IRetained, IPersonalData
{
    private const int Tries = 5;

    public async Task ForgetAsync(Forgetting forgetting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(forgetting);
        var project = forgetting.Project.Id;
        // Closed ones are listed newest first, so old ones lie behind the cutoff.
        var range = RowRange.Keys(
            project,
            ReviewStore.Closed + ReviewStore.Backwards(forgetting.Before.Calls.AddTicks(-1)),
            RowRange.After(ReviewStore.Closed)
        );
        await foreach (var row in tables.ReadAsync(ReviewStore.Table, range, cancellation))
        {
            if (forgetting.IsOver)
                return;
            var item = JsonRow.Read<ReviewItem>(row);
            // The copy in the list last: a kill in between leaves it to the next run.
            var audit = RowRange.WithPrefix(project, ReviewStore.AuditPrefix(item.RequestId));
            await forgetting.DeleteAsync(ReviewStore.Table, audit, cancellation: cancellation);
            await tables.DeleteAllAsync(
                ReviewStore.Table,
                [new Row(project, ReviewStore.ItemKey(item.RequestId), Row.NoValues), row],
                cancellation
            );
            forgetting.Count(ReviewStore.Table, 2);
        }
    }

    public async Task EraseCallsAsync(Erasure erasure, IReadOnlyList<ErasedCall> calls, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        ArgumentNullException.ThrowIfNull(calls);
        foreach (var call in calls)
            for (var attempt = 1; ; attempt++)
                try
                {
                    erasure.Count(ReviewStore.Table, await EraseAsync(erasure.Project.Id, call.RequestId, cancellation));
                    break;
                }
                catch (RowConflictException) when (attempt < Tries) { } // Somebody decided meanwhile: read it again.
    }

    private async Task<int> EraseAsync(string project, string requestId, CancellationToken cancellation)
    {
        if (await tables.FindAsync(ReviewStore.Table, project, ReviewStore.ItemKey(requestId), cancellation) is not { } row)
            return 0;
        var item = JsonRow.Read<ReviewItem>(row);
        var silent = item with
        {
            Reasons = [.. item.Reasons.Select(reason => reason with { Note = null })],
            Decisions = [.. item.Decisions.Select(decision => decision with { Note = null })],
        };
        List<RowChange> changes =
        [
            RowChange.Update(JsonRow.Of(project, row.Key, silent, row.ETag)),
            RowChange.Put(JsonRow.Of(project, ReviewStore.ListKey(item), silent)),
        ];
        var audit = RowRange.WithPrefix(project, ReviewStore.AuditPrefix(requestId));
        await foreach (var line in tables.ReadAsync(ReviewStore.Table, audit, cancellation))
            if (JsonRow.Read<ReviewAuditLine>(line) is { Note: not null } noted)
                changes.Add(RowChange.Update(JsonRow.Of(project, line.Key, noted with { Note = null }, line.ETag)));
        await tables.CommitAllAsync(ReviewStore.Table, changes, cancellation);
        return changes.Count;
    }
}
