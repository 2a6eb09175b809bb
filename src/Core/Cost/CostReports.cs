using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost;

/// <summary>Reads what a span cost from the rollups.</summary>
public sealed class CostReports(RollupReader rollups, UserSpendReader users, PriceTable prices)
{
    /// <summary>A day of the project's zone, set against the project's daily budget.</summary>
    public Task<CostReport> OfDayAsync(Project project, DateOnly date, CancellationToken cancellation)
    {
        var (from, to) = LocalDay.SpanOf(date, ZoneOf(project));
        return ReadAsync(project, from, to, project.Settings.DailyBudgetUsd, cancellation);
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
