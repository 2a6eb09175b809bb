using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;

namespace LlmMonitor.Functions.Reports;

/// <summary>Keeps daily reports and sends each at most once; <see cref="LetterHandover"/> says how.</summary>
public sealed class DailyMailer(ReportStore store, DailyLetter letters, MailPost post, TimeProvider time, ILogger<DailyMailer> log)
{
    private readonly LetterHandover _handover = new(post, time, log);

    public Task<DailyDelivery> SendAsync(Project project, DailyReport report, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(report);
        return _handover.SendAsync(
            project,
            new(
                $"daily {report.Date:yyyy-MM-dd} of project {report.ProjectId}",
                token => store.KeepAsync(report, token),
                (kept, state, note) => store.MarkAsync(kept, state, note, CancellationToken.None),
                () => letters.WriteAsync(project, report)
            ),
            cancellation
        );
    }
}
