using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost;

/// <summary>Reads what a span cost from the rollups.</summary>
public sealed class CostReports(RollupReader rollups, UserSpendReader users, PriceTable prices, BudgetStore budgets)
{
    /// <summary>A day of the project's zone, set against the lowest limit that the whole project has for a day.</summary>
    public async Task<CostReport> OfDayAsync(Project project, DateOnly date, CancellationToken cancellation)
    {
        var (from, to) = LocalDay.SpanOf(date, ZoneOf(project));
        var limits = (await budgets.RecentAsync(project.Id))
            .Where(budget => budget is { Scope: BudgetScope.Project, Window: BudgetWindow.Day })
            .Select(budget => (decimal?)budget.Limit.ToDecimal());
        return await ReadAsync(project, from, to, limits.Append(project.Settings.DailyBudgetUsd).Min(), cancellation);
    }

    public Task<CostReport> OfSpanAsync(Project project, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation) =>
        ReadAsync(project, from, to, null, cancellation);

    public static TimeZoneInfo ZoneOf(Project project) => TimeZoneInfo.FindSystemTimeZoneById(project.Settings.Zone);

    private async Task<CostReport> ReadAsync(
        Project project,
        DateTimeOffset from,
        DateTimeOffset to,
        decimal? budgetUsd,
        CancellationToken cancellation
    )
    {
        var (first, end) = (Minute.Of(from), Minute.AtOrAfter(to));
        // Folding writes rollups before users. Read the other way round, no user's spend is missing in the total.
        var spends = await users.ReadAsync(project.Id, first, end, cancellation);
        var rollup = await rollups.ReadAsync(project.Id, first, end, cancellation);
        string NameOf(string userId) => project.Settings.ShowUserIds ? userId : Pseudonym.Of(userId, project.PseudonymKey.Span);
        return CostReportRules.Build(from, to, ZoneOf(project), rollup, spends, NameOf, budgetUsd, prices.Version);
    }
}
