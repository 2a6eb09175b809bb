using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Feedback;

/// <summary>Takes feedback in, and joins it with its call. What it answered is kept; the same again changes nothing.</summary>
public sealed class FeedbackDesk(FeedbackStore store, CallStore calls, WorkQueue queue, TimeProvider time)
{
    public const string Queue = "feedback";
    private const int AtOnce = 16;
    private const int Tries = 20;

    /// <summary>Longer than a slot takes from its first call to the end of its fold.</summary>
    private static readonly TimeSpan SoonAfter = TimeSpan.FromSeconds(15);

    /// <summary>Feedback that waits longer is looked up once an hour.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    public async Task<FeedbackReceipt> TakeAsync(Project project, IReadOnlyList<FeedbackReading> readings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(project);
        var categories = await store.CategoriesAsync(project.Id, cancellation);
        var good = readings.Select(one => one.Said).OfType<FeedbackSaid>();
        var (duplicates, pending) = (0, 0);
        await Parallel.ForEachAsync(
            good.GroupBy(said => (said.RequestId, said.UserId)), // one mind changes in the order of the request
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (mind, token) =>
            {
                FeedbackItem? last = null;
                foreach (var said in mind)
                {
                    (last, var isNew) = await ChangeAsync(
                        project.Id,
                        said.RequestId,
                        said.UserId,
                        before => FeedbackRules.Apply(before, said, categories.Map(said.Category), Kept(project, said), time.GetUtcNow()),
                        token
                    );
                    if (!isNew)
                        Interlocked.Increment(ref duplicates);
                }
                if (last is { Call: null })
                    Interlocked.Increment(ref pending);
            }
        );
        if (pending > 0)
            await queue.SendAsync(Queue, new FeedbackPointer(project.Id, Judge: false), project.Id, SoonAfter, cancellation);
        var rejected = readings.Index().Where(one => one.Item.Said is null);
        return new(
            readings.Count(one => one.Said is not null) - duplicates,
            duplicates,
            pending,
            [.. rejected.Select(one => new RejectedFeedback(one.Index, one.Item.RequestId, one.Item.Faults))]
        );
    }

    /// <summary>Looks whether calls have come that feedback waits for. May run twice and at once.</summary>
    /// <param name="olderToo">Also what has waited for more than an hour.</param>
    public async Task JoinAsync(string projectId, bool olderToo, CancellationToken cancellation)
    {
        var since = olderToo ? DateTimeOffset.MinValue : time.GetUtcNow() - Fresh;
        var waiting = store.ReadWaitingAsync(projectId, cancellation).Where(one => one.At >= since);
        await Parallel.ForEachAsync(
            waiting,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (one, token) => await ChangeAsync(projectId, one.RequestId, one.UserId, before => before, token)
        );
    }

    /// <summary>Changes one mind, and joins it with its call where that is known by now.</summary>
    /// <param name="change">The next state; null where there is none.</param>
    /// <returns>What is kept then, and whether the change made a difference.</returns>
    private async Task<(FeedbackItem? Item, bool IsNew)> ChangeAsync(
        string projectId,
        string requestId,
        string? userId,
        Func<FeedbackItem?, FeedbackItem?> change,
        CancellationToken cancellation
    )
    {
        for (var left = Tries; ; left--)
        {
            var before = await store.FindAsync(projectId, requestId, userId, cancellation);
            if (change(before?.Item) is not { } next)
                return (null, false); // Erased meanwhile.
            var isNew = next != before?.Item;
            if (next.Call is null && await calls.FindAsync(projectId, requestId, cancellation) is { Call: var call })
                next = next with { Call = new FeedbackCall(RollupKey.Of(call), call.UserId) };
            if (next == before?.Item)
                return (next, isNew);
            try
            {
                await store.SaveAsync(projectId, before, next, cancellation);
                return (next, isNew);
            }
            catch (RowConflictException) when (left > 1) { } // Somebody else changed it: decide anew.
        }
    }

    /// <summary>As the project lets texts be kept.</summary>
    private static string? Kept(Project project, FeedbackSaid said) =>
        said.CorrectionText is not { } text
            ? null
            : project.Settings.Texts switch
            {
                TextKeeping.Full => text,
                TextKeeping.None => null,
                _ => Redactor.Redact(text),
            };
}

/// <summary>What a message in the feedback queue says.</summary>
/// <param name="Judge">Once an hour: also look for what has waited long, and judge.</param>
public sealed record FeedbackPointer(string ProjectId, bool Judge);

/// <summary>What became of the feedback of one request. What was accepted is durable.</summary>
/// <param name="Duplicates">Said before in the same words; they change nothing.</param>
/// <param name="Pending">Of the accepted ones, minds on calls that have not come yet.</param>
public sealed record FeedbackReceipt(int Accepted, int Duplicates, int Pending, IReadOnlyList<RejectedFeedback> Rejected);

/// <param name="Index">Its place in the request, from 0.</param>
public sealed record RejectedFeedback(int Index, string? RequestId, IReadOnlyList<CallFault> Errors);
