using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Monitors;

/// <summary>
/// Queue <c>monitors</c>: looks at one project's last minutes, hands the verdicts on, and brings the alerts that stand to incidents. The run is pure, and deciding
/// and joining bear the same twice, so that two messages of one minute do no harm.
/// </summary>
internal sealed class RunProjectMonitors(
    WorkQueue work,
    ProjectStore projects,
    MonitorWindowReader windows,
    MonitorRun monitors,
    FindingStore findings,
    BudgetStore budgets,
    BudgetReader budgetReader,
    DecideVerdicts decide,
    IncidentJoining incidents,
    TimeProvider time
) : IFunction
{
    /// <summary>An older message was overtaken by younger ones, which see all that it would.</summary>
    private const int StaleMinutes = 3;

    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<MonitorPointer>(RunMonitors.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(MonitorPointer pointer, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (MonitorWindowReader.EndAt(now).Number - pointer.Minute > StaleMinutes)
            return;
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is not { } project)
            return;
        var window = await windows.ReadAsync(project, now, cancellation);
        var standings = await budgetReader.ReadAsync(project, await budgets.ListAsync(project.Id, cancellation), window.End, cancellation);
        var verdicts = monitors.Run(window with { BudgetStandings = standings });
        await decide(project, [.. verdicts, .. await findings.ReadAsync(project.Id, now, cancellation)], now, cancellation);
        await incidents.RunAsync(project, now, cancellation);
    }
}
