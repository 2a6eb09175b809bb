using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Budgets;

/// <summary>
/// Reads what was spent against budgets, from rollups: as far as calls are folded, hard or soft alike. What users spent on the days of a month
/// that are over is remembered for an hour: a late call of such a day counts by then.
/// </summary>
public sealed class BudgetReader(RollupReader rollups, UserSpendReader users, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private const int MostRemembered = 1_000;
    private readonly BriefCache<IReadOnlyList<(string? UserId, Spend Spend)>> _closed = new(time, Life, MostRemembered);

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
                        ? await UsersAsync(project.Id, from, before)
                        : []
                );
        }
        return standings;

        async Task<IReadOnlyList<(string? UserId, Spend Spend)>> UsersAsync(string projectId, Minute from, Minute before)
        {
            var today = Minute.FirstOf(before.Plus(-1).Day);
            if (today <= from.Plus(Minute.PerDay))
                return await users.ReadAsync(projectId, from, before, cancellation);
            var closed = await _closed.GetAsync(
                $"{projectId}|{from.Number}|{today.Number}",
                async () => await users.ReadAsync(projectId, from, today, CancellationToken.None),
                cancellation
            );
            var open = await users.ReadAsync(projectId, today, before, cancellation);
            return
            [
                .. closed!
                    .Concat(open)
                    .GroupBy(user => user.UserId)
                    .Select(user => (user.Key, user.Aggregate(default(Spend), (sum, part) => sum.Plus(part.Spend)))),
            ];
        }
    }
}
