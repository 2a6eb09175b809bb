using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Sessions;

/// <summary>What a session comes to. Only whether silence has closed it depends on the clock: see <see cref="OutcomeAt"/>.</summary>
/// <param name="LastAt">Of its last event: there it counts.</param>
/// <param name="CompletedAt">Of the last completion, null without one.</param>
/// <param name="AbandonedAt">Of the last abandonment that no later question took back.</param>
/// <param name="Turns">Of the user: the first question and each follow-up.</param>
/// <param name="Cost">Of its priced calls.</param>
/// <param name="NUnpriced">Calls without a known price, or too many to be kept.</param>
public sealed record SessionSummary(
    string SessionId,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    DateTimeOffset? CompletedAt,
    DateTimeOffset? AbandonedAt,
    int Turns,
    int NRephrasings,
    int NCalls,
    int NUnpriced,
    PicoUsd Cost,
    string? Feature,
    string? Model,
    string? PromptVersion
)
{
    /// <summary>Completed and abandoned: the later one counts, at the same moment the completion.</summary>
    public SessionOutcome OutcomeAt(DateTimeOffset now, TimeSpan timeout) =>
        CompletedAt is { } completed && (AbandonedAt is null || completed >= AbandonedAt) ? SessionOutcome.Completed
        : AbandonedAt is not null || now - LastAt > timeout ? SessionOutcome.Abandoned
        : SessionOutcome.InProgress;

    public string NameOf(RollupDimension dimension) =>
        dimension switch
        {
            RollupDimension.Model => Model,
            RollupDimension.PromptVersion => PromptVersion,
            _ => Feature,
        } ?? RollupKey.None;
}

public enum SessionOutcome
{
    InProgress,
    Completed,

    /// <summary>Said so, or nothing more was heard.</summary>
    Abandoned,
}
