using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Monitors;

/// <summary>What one subject of a budget has spent in the budget's window, as far as calls are folded.</summary>
/// <param name="Budget">The budget's name.</param>
/// <param name="Scope">project, feature, user or model.</param>
/// <param name="Subject">Which feature, user or model; <c>project</c> for the whole.</param>
/// <param name="Window">hour, day or month.</param>
/// <param name="From">The window's first minute.</param>
/// <param name="Before">The minute behind its last; of a day or month still to come.</param>
/// <param name="WarnAt">Shares of the limit, rising.</param>
public sealed record BudgetStanding(
    string Budget,
    string Scope,
    string Subject,
    string Window,
    Minute From,
    Minute Before,
    PicoUsd Limit,
    IReadOnlyList<decimal> WarnAt,
    bool Hard,
    PicoUsd Used,
    long Calls
)
{
    /// <summary>What of it went where, the greatest first; empty where it is not known.</summary>
    public IReadOnlyList<BudgetPart> Top { get; init; } = [];
}

/// <param name="By">feature, model or user.</param>
public sealed record BudgetPart(string By, string Name, PicoUsd Used);
