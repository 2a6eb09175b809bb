using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Safety;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Reviews;

namespace LlmMonitor.Functions.Safety.Reviews;

/// <summary>An item as the API shows it. Notes are null for keys without the scope <c>review</c>: they may repeat what the call says.</summary>
/// <param name="Id">The request id of its call.</param>
/// <param name="Assignee">The key that holds it now.</param>
internal sealed record ReviewAnswer(
    string Id,
    string? Endpoint,
    ReviewState State,
    PatternSeverity Severity,
    DateTimeOffset OpenedAt,
    DateTimeOffset DueAt,
    bool Overdue,
    string? Assignee,
    DateTimeOffset? AssignedUntil,
    ReviewVerdict? Verdict,
    DateTimeOffset? ClosedAt,
    IReadOnlyList<ReviewReason> Reasons,
    IReadOnlyList<ReviewDecision> Decisions
)
{
    public static ReviewAnswer Of(ReviewItem item, DateTimeOffset now, bool seesTexts)
    {
        var lease = item.LeaseAt(now);
        return new(
            item.RequestId,
            item.Endpoint,
            item.StateAt(now),
            item.Severity,
            item.OpenedAt,
            item.DueAt,
            item.State != ReviewState.Closed && item.DueAt < now,
            lease?.By,
            lease?.Until,
            item.Verdict,
            item.ClosedAt,
            seesTexts ? item.Reasons : [.. item.Reasons.Select(reason => reason with { Note = null })],
            seesTexts ? item.Decisions : [.. item.Decisions.Select(decision => decision with { Note = null })]
        );
    }
}

/// <param name="Next">Continues the list; null at its end.</param>
internal sealed record ReviewList(IReadOnlyList<ReviewAnswer> Reviews, string? Next);

/// <param name="Texts">Of the call; null where the key may not see them, or none are kept.</param>
/// <param name="TextsMissing">Why there are none: needs_scope_review, no_call, not_kept; null where there are.</param>
/// <param name="History">What was done, the first first.</param>
internal sealed record ReviewDetail(ReviewAnswer Review, CallTexts? Texts, string? TextsMissing, IReadOnlyList<ReviewAuditLine> History);

/// <param name="RequestId">Of the call that is to be looked at.</param>
/// <param name="Severity">Medium where it is left out.</param>
internal sealed record ReviewRequest(string? RequestId, Hazard? Category, PatternSeverity? Severity, string? Note);

/// <param name="GoldenSet">A golden set that the call becomes an example of.</param>
/// <param name="Expected">What the answer to it should be; without it only the judge can tell.</param>
internal sealed record DecisionRequest(ReviewVerdict? Verdict, Hazard? Category, string? Note, string? GoldenSet, string? Expected);

internal sealed record EscalationRequest(string? Note);
