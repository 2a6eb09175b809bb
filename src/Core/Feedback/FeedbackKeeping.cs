using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Feedback;

/// <summary>
/// Feedback goes with the calls, and what corrections say with the texts. What a person said is deleted; what others said of the person's calls stays as a
/// figure, without words.
/// </summary>
public sealed class FeedbackKeeping(FeedbackStore store) : IRetained, IPersonalData
{
    private const int Tries = 5;

    /// <summary>Copies of the truth are deleted with it.</summary>
    private const int RowsEach = 2;

    public async Task ForgetAsync(Forgetting forgetting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(forgetting);
        var (project, before) = (forgetting.Project.Id, forgetting.Before);
        await foreach (var item in store.ReadAsync(project, DateTimeOffset.MinValue, Later(before.Calls, before.Texts), cancellation))
        {
            if (forgetting.IsOver)
                return;
            if (item.At < before.Calls)
                await store.DeleteAsync(project, item, cancellation);
            else if (item.CorrectionText is null || !await ChangeAsync(project, item, WithoutWords, cancellation))
                continue;
            forgetting.Count(FeedbackStore.Table, RowsEach);
        }
    }

    public async Task EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        var project = erasure.Project.Id;
        await foreach (var (item, _) in store.ReadAllAsync(project, cancellation))
        {
            if (item.Rater == erasure.UserId)
                await store.DeleteAsync(project, item, cancellation);
            else if (item.Call?.UserId != erasure.UserId || !await ChangeAsync(project, item, OfNobody, cancellation))
                continue;
            erasure.Count(FeedbackStore.Table, RowsEach);
        }
    }

    /// <returns>False where it is gone, or is said anew each time it is looked at: the next run looks again.</returns>
    private async Task<bool> ChangeAsync(
        string projectId,
        FeedbackItem item,
        Func<FeedbackItem, FeedbackItem> change,
        CancellationToken cancellation
    )
    {
        for (var left = Tries; left > 0; left--)
        {
            if (await store.FindAsync(projectId, item.RequestId, item.UserId, cancellation) is not { } kept)
                return false;
            try
            {
                await store.SaveAsync(projectId, kept, change(kept.Item), cancellation);
                return true;
            }
            catch (RowConflictException) { } // Somebody changed their mind: read it again.
        }
        return false;
    }

    private static FeedbackItem WithoutWords(FeedbackItem item) =>
        item with
        {
            CorrectionText = null,
            History = [.. item.History.Select(mind => mind with { CorrectionText = null })],
        };

    /// <summary>What another said of the person's call.</summary>
    private static FeedbackItem OfNobody(FeedbackItem item) =>
        WithoutWords(item) with
        {
            Call = item.Call is { } call ? call with { UserId = LlmCall.ErasedUser } : null,
        };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
