using LlmMonitor.Core.Cost.Budgets.Gate;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Cost;

/// <summary>Timer, every 20 seconds: lets go of reservations whose calls are counted, or did not come. Ledgers of the idle go once an hour.</summary>
internal sealed class SettleReservations(
    LedgerBook book,
    ProjectStore projects,
    Settlement settlement,
    TimeProvider time,
    ILogger<SettleReservations> logger
) : IFunction
{
    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        await foreach (var projectId in book.ProjectsAsync(cancellation))
            try
            {
                if (time.GetUtcNow() is { Minute: 0, Second: < 20 })
                    await settlement.TidyAsync(projectId, cancellation);
                if (await projects.FindAsync(projectId, cancellation) is { } project)
                    await settlement.ReleaseAsync(project, _ => true, cancellation);
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                logger.LogWarning(
                    fault,
                    "The reservations of project {Project} could not be settled; the next run tries again.",
                    projectId
                );
            }
    }
}
