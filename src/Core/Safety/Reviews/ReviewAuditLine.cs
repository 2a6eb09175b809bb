namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>One thing that was done to an item. Lines are only ever added.</summary>
/// <param name="Number">From 1, without a gap.</param>
/// <param name="By">The id of the person's key; <c>gate</c> or <c>judge</c> where no person did it.</param>
/// <param name="State">How the item stood afterwards.</param>
/// <param name="Verdict">Of a decision.</param>
/// <param name="Note">In words; shown only to those who may see the texts of the call.</param>
public sealed record ReviewAuditLine(
    int Number,
    DateTimeOffset At,
    string By,
    ReviewAct Act,
    ReviewState State,
    ReviewVerdict? Verdict = null,
    string? Note = null
);

public enum ReviewAct
{
    Opened,
    ReasonAdded,
    Assigned,
    Decided,
    Escalated,
}
