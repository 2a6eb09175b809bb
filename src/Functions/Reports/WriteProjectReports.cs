using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;
using LlmMonitor.Core.Reports.Weekly;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Reports.Weekly;

namespace LlmMonitor.Functions.Reports;

/// <summary>Queue <c>reports</c>: writes and sends the daily and weekly reports of one project that are due, and looks whether a weekly one waits for too long.</summary>
internal sealed class WriteProjectReports(
    WorkQueue work,
    ProjectStore projects,
    DailyReports reports,
    ReportStore store,
    DailyMailer mailer,
    WeeklyMailer weekly,
    WeeklyWatch watch,
    TimeProvider time
) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<ReportPointer>(WriteReports.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(ReportPointer pointer, CancellationToken cancellation)
    {
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is not { } project)
            return;
        var now = time.GetUtcNow();
        var settled = await store.SettledAsync(
            project.Id,
            DateOnly.FromDateTime(now.UtcDateTime).AddDays(-ReportSchedule.MostMissedDays - 1),
            cancellation
        );
        foreach (var date in ReportSchedule.Due(project, now, settled))
        {
            var report = await reports.ReadAsync(project, date, cancellation);
            // A day before the project existed is news only where calls of it were sent in later.
            if (report.Cost.NCalls > 0 || ReportSchedule.ExistedOn(project, date))
                await mailer.SendAsync(project, report, cancellation);
        }
        await weekly.RunAsync(project, cancellation);
        await watch.RunAsync(project.Id, cancellation);
    }
}
