using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Budgets;

/// <summary>Reads what was spent against budgets, from rollups: as far as calls are folded, hard or soft alike.</summary>
public sealed class BudgetReader(RollupReader rollups, UserSpendReader users)
{
    /// <summary>The standing of each subject that spent in a budget's window; of a sliding hour also of those who spent in the hour before.</summary>
    /// <param name="end">The minute behind the last that counts.</param>
    public async Task<IReadOnlyList<BudgetStanding>> ReadAsync(
        Project project,
        IReadOnlyList<Budget> budgets,
        Minute end,
        CancellationToken cancellation
    )
    {
        var standings = new List<BudgetStanding>();
        foreach (var ofWindow in budgets.GroupBy(budget => budget.Window))
        {
            var span = BudgetRules.SpanOf(ofWindow.Key, end.Plus(-1), CostReports.ZoneOf(project));
            var isSliding = ofWindow.Key == BudgetWindow.Hour;
            var earlier = isSliding ? await SpanAsync(span.From.Plus(-Minute.PerHour), span.From) : BudgetSpend.None;
            var now = await SpanAsync(span.From, end);
            foreach (var budget in ofWindow)
                standings.AddRange(now.StandingsOf(budget, span, earlier.SubjectsOf(budget)));

            async Task<BudgetSpend> SpanAsync(Minute from, Minute before) =>
                new(
                    ofWindow.Any(budget => budget.Scope != BudgetScope.User)
                        ? await rollups.ReadAsync(project.Id, from, before, cancellation)
                        : new RollupSet(),
                    ofWindow.Any(budget => budget.Scope != BudgetScope.Feature && budget.Scope != BudgetScope.Model)
                        ? await users.ReadAsync(project.Id, from, before, cancellation)
                        : []
                );
        }
        return standings;
    }
}
