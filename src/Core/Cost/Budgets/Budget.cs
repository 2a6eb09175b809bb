using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Cost.Budgets;

/// <summary>What may be spent in a window, by the whole project or by each, or one, of its features, users or models.</summary>
/// <param name="Match"><see cref="Each"/>, or the one value that is limited; <c>(none)</c> is calls that name no feature or user.</param>
/// <param name="Limit">0 blocks all.</param>
public sealed record Budget(string Name, BudgetScope Scope, string Match, PicoUsd Limit, BudgetWindow Window)
{
    /// <summary>Each value has the limit for itself; for the project the only match.</summary>
    public const string Each = "*";

    /// <summary>Shares of the limit at which to warn, rising; above 0 and at most 1. The limit itself always counts as one more.</summary>
    public IReadOnlyList<decimal> WarnAt { get; init; } = [0.8m, 1m];

    /// <summary>Whether reservations are refused beyond the limit; a soft budget only warns.</summary>
    public bool Hard { get; init; }

    /// <summary>What the gate of a hard budget answers while it cannot know.</summary>
    public OnError OnError { get; init; } = OnError.Open;
}

public enum BudgetScope
{
    Project,
    Feature,
    User,
    Model,
}

public enum BudgetWindow
{
    /// <summary>The last 60 whole minutes, sliding.</summary>
    Hour,

    /// <summary>A calendar day of the project's zone: 23, 24 or 25 hours.</summary>
    Day,

    /// <summary>A calendar month of the project's zone.</summary>
    Month,
}

public enum OnError
{
    /// <summary>Calls go on; they count once they arrive.</summary>
    Open,

    /// <summary>Calls are refused.</summary>
    Closed,
}
