using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>
/// What follows for an item from a reason, a decision or an escalation. One clear decision closes it; two that agree are needed from a severity on,
/// and where a person contradicts the judge. Where people differ, or the second is unsure, it escalates to another, whose clear word ends it.
/// </summary>
public static class ReviewRules
{
    /// <summary>The item with reasons that it did not have; the same instance where there are none.</summary>
    /// <param name="before">Null where the call has no item.</param>
    public static ReviewItem Open(
        ReviewItem? before,
        string requestId,
        string? endpoint,
        IReadOnlyList<ReviewReason> reasons,
        DateTimeOffset now,
        ReviewOptions options
    )
    {
        var known = before?.Reasons ?? [];
        var fresh = reasons.DistinctBy(reason => (reason.Source, reason.Name)).Where(reason => !known.Any(reason.IsSame)).ToList();
        if (before is not null && fresh.Count == 0)
            return before;
        var severity = fresh.Max(reason => reason.Severity);
        if (before is null)
            return new(requestId, endpoint, severity, now, now + options.DueAfter(severity)) { Reasons = fresh };
        var next = before with
        {
            Endpoint = before.Endpoint ?? endpoint,
            Severity = Max(before.Severity, severity),
            Reasons = [.. known, .. fresh],
        };
        return before.State == ReviewState.Closed ? Reopened(next, fresh, now, options) : Sooner(next, now, options);
    }

    /// <summary>Why this person may not take or decide the item now; null where they may.</summary>
    public static string? Refusal(ReviewItem item, string by, DateTimeOffset now) =>
        item.State == ReviewState.Closed ? "The review is closed."
        : item.Decisions.Any(decision => decision.By == by) ? "You decided this review before; the next look is somebody else's."
        : item.State == ReviewState.Escalated && item.EscalatedBy == by ? "You escalated this review; somebody else decides it."
        : item.LeaseAt(now) is { } lease && lease.By != by ? $"Somebody else holds this review until {lease.Until:yyyy-MM-dd HH:mm} UTC."
        : null;

    /// <summary>What a decision makes of an item that its person may decide.</summary>
    public static ReviewItem Decide(ReviewItem item, ReviewDecision decision, PatternSeverity fourEyesFrom)
    {
        ArgumentNullException.ThrowIfNull(item);
        var next = item with { Decisions = [.. item.Decisions, decision], Lease = null };
        var isClear = decision.Verdict != ReviewVerdict.Unsure;
        if (item.State == ReviewState.Escalated)
            return isClear ? Closed(next, decision.Verdict, decision.At) : next;
        if (Differ(next))
            return next with { State = ReviewState.Escalated };
        if (isClear && IsEnough(next, fourEyesFrom))
            return Closed(next, decision.Verdict, decision.At);
        return next with { State = next.Decisions.Count > 1 ? ReviewState.Escalated : ReviewState.Decided };
    }

    /// <summary>Passes an open item on to others.</summary>
    public static ReviewItem Escalate(ReviewItem item, string by) =>
        item with
        {
            State = ReviewState.Escalated,
            EscalatedBy = by,
            Lease = null,
        };

    private static ReviewItem Reopened(ReviewItem next, IReadOnlyList<ReviewReason> fresh, DateTimeOffset now, ReviewOptions options)
    {
        var objector = fresh.FirstOrDefault(reason => reason.Source == ReviewSource.Person);
        var isSettled = next.Decisions.Count > 1 || IsEnough(next, options.FourEyesFrom);
        if (objector is null && isSettled)
            return next;
        return next with
        {
            State = objector is null ? ReviewState.Decided : ReviewState.Escalated,
            EscalatedBy = objector?.Name,
            Verdict = null,
            ClosedAt = null,
            DueAt = now + options.DueAfter(next.Severity),
        };
    }

    private static ReviewItem Sooner(ReviewItem next, DateTimeOffset now, ReviewOptions options)
    {
        var due = now + options.DueAfter(next.Severity);
        return due < next.DueAt ? next with { DueAt = due } : next;
    }

    private static ReviewItem Closed(ReviewItem item, ReviewVerdict verdict, DateTimeOffset at) =>
        item with
        {
            State = ReviewState.Closed,
            Verdict = verdict,
            ClosedAt = at,
        };

    private static bool Differ(ReviewItem item) =>
        item.Decisions.Any(decision => decision.Verdict == ReviewVerdict.Harmful)
        && item.Decisions.Any(decision => decision.Verdict == ReviewVerdict.Safe);

    /// <summary>Whether so many agreeing people are enough.</summary>
    private static bool IsEnough(ReviewItem item, PatternSeverity fourEyesFrom)
    {
        var clear = item.Decisions.Where(decision => decision.Verdict != ReviewVerdict.Unsure).ToList();
        var judged = item.Reasons.LastOrDefault(reason => reason.Harmful is not null)?.Harmful;
        var contradictsJudge = judged is { } harmful && clear.Exists(decision => decision.Verdict == ReviewVerdict.Harmful != harmful);
        return clear.Count >= (item.Severity >= fourEyesFrom || contradictsJudge ? 2 : 1);
    }

    private static PatternSeverity Max(PatternSeverity one, PatternSeverity other) => one > other ? one : other;
}
