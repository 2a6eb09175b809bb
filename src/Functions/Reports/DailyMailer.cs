using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Functions.Reports;

/// <summary>
/// Keeps a report and sends its e-mail at most once. The report is marked as being sent right before the mail server gets the
/// letter: where a
/// run dies between that mark and the next, nobody knows whether the letter went out, and it is not sent again. A failure that
/// the server reported, or that came before, is tried again by the next run.
/// </summary>
public sealed class DailyMailer(ReportStore store, DailyLetter letters, MailPost post, TimeProvider time, ILogger<DailyMailer> log)
{
    /// <summary>A run that has been handing over for longer is dead: the longest mail timeout is five minutes.</summary>
    public static TimeSpan LongestHandover { get; } = TimeSpan.FromMinutes(15);

    public async Task<DailyDelivery> SendAsync(Project project, DailyReport report, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        var kept = await store.KeepAsync(report, cancellation);
        if (kept.Delivery.IsSettled)
            return kept.Delivery;
        if (kept.Delivery.State == DeliveryState.Sending)
        {
            if (time.GetUtcNow() - kept.Delivery.Since <= LongestHandover)
                return kept.Delivery;
            if (!post.RepeatsAreHarmless)
                return await SettleAsync(
                    kept,
                    report,
                    DeliveryState.Unknown,
                    "The run that was sending it ended before the mail server's confirmation was noted."
                );
        }
        if (project.Settings.ReportRecipients.Count == 0 && !post.RepeatsAreHarmless)
            return await SettleAsync(kept, report, DeliveryState.NoRecipients, null);

        try
        {
            var letter = await letters.WriteAsync(project, report);
            var receipt = await post.SendAsync(
                letter,
                async () => kept = await store.MarkAsync(kept, DeliveryState.Sending, null, CancellationToken.None),
                cancellation
            );
            return await SettleAsync(kept, report, DeliveryState.Sent, Note(receipt));
        }
        catch (RowConflictException)
        {
            return (await store.FindAsync(project.Id, report.Date, cancellation))?.Delivery ?? kept.Delivery; // another run is sending it
        }
        catch (MailFailedException fault)
        {
            var state = fault.Failure switch
            {
                MailFailure.TryAgain => DeliveryState.Written,
                MailFailure.Final => DeliveryState.Refused,
                _ => DeliveryState.Unknown,
            };
            return await SettleAsync(kept, report, state, fault.Message);
        }
    }

    private async Task<DailyDelivery> SettleAsync(KeptReport kept, DailyReport report, DeliveryState state, string? note)
    {
        if (state is DeliveryState.Written or DeliveryState.Refused or DeliveryState.Unknown)
            log.LogWarning("The daily report {Date} of project {Project} is {State}: {Note}", report.Date, report.ProjectId, state, note);
        return (await store.MarkAsync(kept, state, note, CancellationToken.None)).Delivery;
    }

    private static string? Note(MailReceipt receipt) =>
        (receipt.File, receipt.Refused.Count) switch
        {
            (null, 0) => null,
            (null, _) => "Not delivered to " + string.Join("; ", receipt.Refused),
            ({ } file, 0) => Path.GetFileName(file),
            var (file, _) => $"{Path.GetFileName(file)}; not addressed to {string.Join("; ", receipt.Refused)}",
        };
}
