using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>Opens items and takes what people decide. Any number of instances may do so at once: each change is made on what it has read, or not at all.</summary>
public sealed class ReviewDesk(ReviewStore store, IOptions<ReviewOptions> options, TimeProvider time)
{
    private const int Attempts = 5;

    /// <summary>
    /// Makes an item of a call, or adds reasons to the one that it has. The same reason twice changes nothing. A judge that found a call safe adds to
    /// an item; it opens one only for the sample of <see cref="ReviewOptions.JudgedSafeShare"/>, or where asked to.
    /// </summary>
    /// <param name="reasons">At least one.</param>
    /// <param name="evenIfSafe">Set for a call that the gate has blocked or flagged: its item is made anyway, and is to know what the judge said.</param>
    /// <returns>The item; null where none was made.</returns>
    public async Task<ReviewItem?> OpenAsync(
        Project project,
        string requestId,
        string? endpoint,
        IReadOnlyList<ReviewReason> reasons,
        bool evenIfSafe = false,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(reasons);
        for (var attempt = 1; ; attempt++)
        {
            var before = await store.FindAsync(project.Id, requestId, cancellation);
            if (before is null && !evenIfSafe && reasons.All(reason => reason.Harmful == false))
                if (!SampleOf.Id(requestId, options.Value.JudgedSafeShare))
                    return null;
            var now = time.GetUtcNow();
            var next = ReviewRules.Open(before?.Item, requestId, endpoint, reasons, now, options.Value);
            if (next == before?.Item)
                return next;
            var first = next.Reasons[before?.Item.Reasons.Count ?? 0];
            var by =
                first.Source == ReviewSource.Person ? first.Name
                : first.Source == ReviewSource.Gate ? "gate"
                : first.Source == ReviewSource.Incident ? first.Name
                : "judge";
            var act = before is null ? ReviewAct.Opened : ReviewAct.ReasonAdded;
            if (
                await SaveAsync(project.Id, before, next, new(0, now, by, act, next.State, null, first.Note), attempt, cancellation) is
                { } kept
            )
                return kept;
        }
    }

    /// <summary>Gives an item to a person for a while; to the same person again it gives a new while.</summary>
    public Task<ReviewOutcome?> AssignAsync(Project project, string requestId, string by, CancellationToken cancellation = default) =>
        ChangeAsync(
            project,
            requestId,
            by,
            (item, now) =>
                (
                    item with
                    {
                        Lease = new(by, now.AddMinutes(options.Value.LeaseMinutes)),
                    },
                    new(0, now, by, ReviewAct.Assigned, ReviewState.Assigned)
                ),
            cancellation
        );

    /// <summary>Takes a decision. The same one by the same person again is the first one.</summary>
    public Task<ReviewOutcome?> DecideAsync(
        Project project,
        string requestId,
        string by,
        ReviewVerdict verdict,
        Hazard? category,
        string? note,
        CancellationToken cancellation = default
    ) =>
        ChangeAsync(
            project,
            requestId,
            by,
            (item, now) =>
            {
                if (item.Decisions.Any(decision => decision.By == by && decision.Verdict == verdict))
                    return null;
                var decision = new ReviewDecision(by, now, verdict, category, note);
                var next = ReviewRules.Decide(item, decision, options.Value.FourEyesFrom);
                return (next, new(0, now, by, ReviewAct.Decided, next.State, verdict, note));
            },
            cancellation
        );

    /// <summary>Passes an item on; one that is escalated stays as it is.</summary>
    public Task<ReviewOutcome?> EscalateAsync(
        Project project,
        string requestId,
        string by,
        string? note,
        CancellationToken cancellation = default
    ) =>
        ChangeAsync(
            project,
            requestId,
            by,
            (item, now) =>
                item.State == ReviewState.Escalated
                    ? null
                    : (ReviewRules.Escalate(item, by), new(0, now, by, ReviewAct.Escalated, ReviewState.Escalated, null, note)),
            cancellation
        );

    /// <param name="change">Pure, for it may run again; null where what is wanted is so already.</param>
    /// <returns>Null where there is no such item.</returns>
    private async Task<ReviewOutcome?> ChangeAsync(
        Project project,
        string requestId,
        string by,
        Func<ReviewItem, DateTimeOffset, (ReviewItem Next, ReviewAuditLine Line)?> change,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(project);
        for (var attempt = 1; ; attempt++)
        {
            if (await store.FindAsync(project.Id, requestId, cancellation) is not { } before)
                return null;
            var now = time.GetUtcNow();
            if (change(before.Item, now) is not { } wanted)
                return new(before.Item, null);
            if (ReviewRules.Refusal(before.Item, by, now) is { } refusal)
                return new(before.Item, refusal);
            if (await SaveAsync(project.Id, before, wanted.Next, wanted.Line, attempt, cancellation) is { } kept)
                return new(kept, null);
        }
    }

    /// <returns>The item as it was kept; null where another was faster, and it is worth to look again.</returns>
    private async Task<ReviewItem?> SaveAsync(
        string projectId,
        KeptReview? before,
        ReviewItem next,
        ReviewAuditLine line,
        int attempt,
        CancellationToken cancellation
    )
    {
        var numbered = next with { Version = (before?.Item.Version ?? 0) + 1 };
        try
        {
            await store.SaveAsync(projectId, before, numbered, line with { Number = numbered.Version }, cancellation);
            return numbered;
        }
        catch (RowConflictException) when (attempt < Attempts)
        {
            return null;
        }
    }
}

/// <param name="Item">As it stands now.</param>
/// <param name="Refusal">Why nothing was changed, as a sentence; null where it was, or was so already.</param>
public sealed record ReviewOutcome(ReviewItem Item, string? Refusal);
