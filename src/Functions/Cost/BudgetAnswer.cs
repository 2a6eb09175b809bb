using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Functions.Cost;

internal sealed record BudgetList(IReadOnlyList<BudgetAnswer> Budgets);

/// <param name="LimitUsd">A decimal string.</param>
/// <param name="Subjects">Who used most of it in the window that is open now, at most ten; null where use was not asked for.</param>
internal sealed record BudgetAnswer(
    string Name,
    BudgetScope Scope,
    string Match,
    PicoUsd LimitUsd,
    BudgetWindow Window,
    IReadOnlyList<decimal> WarnAt,
    bool Hard,
    OnError OnError,
    IReadOnlyList<BudgetSubject>? Subjects
)
{
    private const int SubjectsShown = 10;

    public static BudgetAnswer Of(Budget budget, IEnumerable<BudgetSubject>? subjects = null) =>
        new(
            budget.Name,
            budget.Scope,
            budget.Match,
            budget.Limit,
            budget.Window,
            budget.WarnAt,
            budget.Hard,
            budget.OnError,
            subjects?.Take(SubjectsShown).ToList()
        );
}

/// <param name="UsedUsd">Of calls that are folded; what is reserved is not in it.</param>
/// <param name="UsedRatio">Null where the limit is 0.</param>
internal sealed record BudgetSubject(
    string Subject,
    PicoUsd UsedUsd,
    decimal? UsedRatio,
    DateTimeOffset WindowStart,
    DateTimeOffset WindowEnd
)
{
    public static BudgetSubject Of(BudgetStanding standing, string shownAs) =>
        new(
            shownAs,
            standing.Used,
            standing.Limit > PicoUsd.Zero ? decimal.Round(standing.Used.ToDecimal() / standing.Limit.ToDecimal(), 4) : null,
            standing.From.Start,
            standing.Before.Start
        );
}
