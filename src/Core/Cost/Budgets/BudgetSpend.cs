using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Budgets;

/// <summary>What was spent in one span, by every kind of subject.</summary>
public sealed record BudgetSpend(RollupSet Set, IReadOnlyList<(string? UserId, Spend Spend)> Users)
{
    private const int PartsShown = 3;

    public static BudgetSpend None { get; } = new(new RollupSet(), []);

    public IEnumerable<string> SubjectsOf(Budget budget) => SpendsOf(budget).Keys;

    /// <param name="alsoSeen">Subjects that are shown with no use where they did not spend.</param>
    public IEnumerable<BudgetStanding> StandingsOf(Budget budget, (Minute From, Minute Before) span, IEnumerable<string> alsoSeen)
    {
        var spends = SpendsOf(budget);
        foreach (var subject in spends.Keys.Union(alsoSeen, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var spend = spends.GetValueOrDefault(subject);
            yield return new BudgetStanding(
                budget.Name,
                WordOf(budget.Scope),
                subject,
                WordOf(budget.Window),
                span.From,
                span.Before,
                budget.Limit,
                budget.WarnAt,
                budget.Hard,
                spend.Cost,
                spend.Calls
            )
            {
                Top = TopOf(budget.Scope, subject),
            };
        }
    }

    /// <summary>As the API writes it.</summary>
    public static string WordOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private Dictionary<string, Spend> SpendsOf(Budget budget)
    {
        IEnumerable<(string Subject, Spend Spend)> parts = budget.Scope switch
        {
            BudgetScope.User => Users
                .Where(user => user.UserId != LlmCall.ErasedUser)
                .Select(user => (user.UserId ?? RollupKey.None, user.Spend)),
            BudgetScope.Feature => Set.Cells.Select(cell => (cell.Key.Feature, Spend.Of(cell.Value))),
            BudgetScope.Model => Set.Cells.Select(cell => (cell.Key.Model, Spend.Of(cell.Value))),
            _ => Set.Cells.Select(cell => (BudgetRules.WholeProject, Spend.Of(cell.Value))),
        };
        var spends = new Dictionary<string, Spend>(StringComparer.Ordinal);
        foreach (var (subject, spend) in parts)
            if (BudgetRules.IsSubject(budget, subject))
                spends[subject] = spends.GetValueOrDefault(subject).Plus(spend);
        return spends;
    }

    /// <summary>A user's own calls are in no rollup apart; the monitor names the dearest of them.</summary>
    private List<BudgetPart> TopOf(BudgetScope scope, string subject)
    {
        if (scope == BudgetScope.User)
            return [];
        var cells = Set
            .Cells.Where(cell =>
                scope == BudgetScope.Project || (scope == BudgetScope.Feature ? cell.Key.Feature : cell.Key.Model) == subject
            )
            .ToList();
        var parts = new List<BudgetPart>();
        if (scope != BudgetScope.Feature)
            parts.AddRange(Greatest("feature", cells.Select(cell => (cell.Key.Feature, Spend.Of(cell.Value)))));
        if (scope != BudgetScope.Model)
            parts.AddRange(Greatest("model", cells.Select(cell => (cell.Key.Model, Spend.Of(cell.Value)))));
        if (scope == BudgetScope.Project)
            parts.AddRange(Greatest("user", Users.Select(user => (user.UserId ?? RollupKey.None, user.Spend))));
        return parts;
    }

    private static IEnumerable<BudgetPart> Greatest(string by, IEnumerable<(string Name, Spend Spend)> spends) =>
        spends
            .GroupBy(part => part.Name, part => part.Spend, StringComparer.Ordinal)
            .Select(part => new BudgetPart(by, part.Key, part.Aggregate(default(Spend), (sum, spend) => sum.Plus(spend)).Cost))
            .OrderByDescending(part => part.Used)
            .ThenBy(part => part.Name, StringComparer.Ordinal)
            .Take(PartsShown);
}
