using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Safety.Rates;
using LlmMonitor.Core.Sessions;

namespace LlmMonitor.Core.Reports;

/// <summary>Gathers what a daily report is built from.</summary>
public sealed class DailyReports(
    CostReports costs,
    RollupReader rollups,
    QualityReports quality,
    SafetyReports safety,
    ChangeBook changes,
    FeedbackReports feedback,
    SessionReports sessions
)
{
    public async Task<DailyReport> ReadAsync(Project project, DateOnly date, CancellationToken cancellation)
    {
        var day = await costs.OfDayAsync(project, date, cancellation);
        var before = new List<(DateOnly, CostReport)>();
        for (var back = 1; back <= CostHistory.LongestDays; back++)
            before.Add((date.AddDays(-back), await costs.OfDayAsync(project, date.AddDays(-back), cancellation)));
        var (from, to) = LocalDay.SpanOf(date, CostReports.ZoneOf(project));
        return DailyReport.Build(project, date, day, before, await LatencyAsync(project, date, cancellation)) with
        {
            Quality = QualityLine.Of(await quality.ReadAsync(project, from, to, null, cancellation)),
            Marks = await changes.ReadAsync(project.Id, from, to, cancellation: cancellation),
            Safety = SafetyLine.Of(await safety.ReadAsync(project, from, to, cancellation)),
            Users = UsersLine.Of(
                await feedback.ReadAsync(project, from, to, null, cancellation),
                await sessions.ReadAsync(project, from, to, null, cancellation)
            ),
        };
    }

    private async Task<DailyLatency?> LatencyAsync(Project project, DateOnly date, CancellationToken cancellation)
    {
        var (from, to) = LocalDay.SpanOf(date, CostReports.ZoneOf(project));
        var rollup = await rollups.ReadAsync(project.Id, Minute.Of(from), Minute.AtOrAfter(to), cancellation);
        var all = new RollupCell();
        foreach (var (_, cell) in rollup.Cells.Where(cell => cell.Key.Origin == CallOrigin.User))
            all.Merge(cell);
        if (all.Calls == 0)
            return null;
        var (ttft, total) = (Percentiles.Of(all.TimeToFirstToken), Percentiles.Of(all.Total));
        return new DailyLatency(all.Errors, ttft.P50, ttft.P95, total.P95);
    }
}
