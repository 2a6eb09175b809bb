using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Functions.Reports;

/// <summary>
/// Sends the e-mail of a kept report at most once. The report is marked as being sent right before the mail server gets the
/// letter: where a
/// run dies between that mark and the next, nobody knows whether the letter went out, and it is not sent again. A failure that
/// the server reported, or that came before, is tried again by the next run.
/// </summary>
internal sealed class LetterHandover(MailPost post, TimeProvider time, ILogger log)
{
    /// <summary>A run that has been handing over for longer is dead: the longest mail timeout is five minutes.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(15);

    public async Task<DailyDelivery> SendAsync(Project project, KeptLetter report, CancellationToken cancellation = default)
    {
        var kept = await report.KeepAsync(cancellation);
        if (kept.Delivery.IsSettled)
            return kept.Delivery;
        if (kept.Delivery.State == DeliveryState.Sending)
        {
            if (time.GetUtcNow() - kept.Delivery.Since <= Longest)
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
            var letter = await report.WriteAsync();
            var receipt = await post.SendAsync(
                letter,
                async () => kept = await report.MarkAsync(kept, DeliveryState.Sending, null),
                cancellation
            );
            return await SettleAsync(kept, report, DeliveryState.Sent, Note(receipt));
        }
        catch (RowConflictException)
        {
            return (await report.KeepAsync(cancellation)).Delivery; // another run is sending it
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

    private async Task<DailyDelivery> SettleAsync(KeptReport kept, KeptLetter report, DeliveryState state, string? note)
    {
        if (state is DeliveryState.Written or DeliveryState.Refused or DeliveryState.Unknown)
            log.LogWarning("The report {Name} is {State}: {Note}", report.Name, state, note);
        return (await report.MarkAsync(kept, state, note)).Delivery;
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

/// <summary>A report that is to be sent, wherever it is kept.</summary>
/// <param name="Name">For people: what, when, whose.</param>
/// <param name="KeepAsync">Keeps it, if it is not kept yet, and says what became of it.</param>
/// <param name="MarkAsync">Notes what becomes of it, if nobody else did.</param>
/// <param name="WriteAsync">Writes the letter.</param>
internal sealed record KeptLetter(
    string Name,
    Func<CancellationToken, Task<KeptReport>> KeepAsync,
    Func<KeptReport, DeliveryState, string?, Task<KeptReport>> MarkAsync,
    Func<Task<Letter>> WriteAsync
);
