using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;
using LlmMonitor.Core.Reports.Weekly;

namespace LlmMonitor.Functions.Reports.Weekly;

/// <summary>Makes the review of the week that is over and sends it at most once; <see cref="LetterHandover"/> says how.</summary>
internal sealed class WeeklyMailer(
    WeeklyReports reports,
    WeeklyStore store,
    WeeklyLetter letters,
    MailPost post,
    TimeProvider time,
    ILogger<WeeklyMailer> log
)
{
    private readonly LetterHandover _handover = new(post, time, log);

    /// <summary>Sends what is due now. A week in which nobody said anything, with nothing left to decide, is no news.</summary>
    public async Task RunAsync(Project project, CancellationToken cancellation)
    {
        if (WeeklyReports.Due(project, time.GetUtcNow()) is not { } week)
            return;
        if (await store.FindAsync(project.Id, week, cancellation) is { Delivery.IsSettled: true })
            return;
        var (report, kept) = await reports.ReadAsync(project, week, cancellation);
        if (kept.Delivery is null && report.Themes.Count == 0 && report.Figures.All(figure => figure.N == 0))
            return;
        await _handover.SendAsync(
            project,
            new(
                $"weekly {report.Week} of project {project.Id}",
                async token => await KeepAsync(project, week, token),
                (last, state, note) => store.MarkAsync(last.Row, state, note, CancellationToken.None),
                () => letters.WriteAsync(project, report)
            ),
            cancellation
        );
    }

    private async Task<KeptReport> KeepAsync(Project project, IsoWeek week, CancellationToken cancellation)
    {
        var kept = (await store.FindAsync(project.Id, week, cancellation))!;
        return kept.Delivery is { } delivery
            ? new(kept.Row, delivery)
            : await store.MarkAsync(kept.Row, DeliveryState.Written, null, cancellation);
    }
}
