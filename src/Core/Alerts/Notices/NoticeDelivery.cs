using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Alerts;

/// <summary>
/// Brings one notice to one channel. What fails for good is set aside with its reason and raises an alert of its own; what fails for now
/// is thrown, for the queue to try again with growing delays.
/// </summary>
public sealed class NoticeDelivery(
    NoticeStore notices,
    ChannelStore channels,
    ProjectStore projects,
    AlertDesk desk,
    IEnumerable<IAlertChannel> kinds,
    IOptions<AlertOptions> options,
    TimeProvider time,
    ILogger<NoticeDelivery> log,
    IncidentsOf? incidents = null
)
{
    /// <summary>Shorter than the queue's last try (<see cref="WorkRules.MostAttempts"/>): this room ends a delivery, with its alert, before the queue does.</summary>
    public static TimeSpan LongestTry { get; } = TimeSpan.FromHours(22);

    private readonly Dictionary<string, IAlertChannel> _kinds = kinds.ToDictionary(kind => kind.Kind, StringComparer.Ordinal);

    /// <exception cref="FinalWorkException">Failed for good; the reason is kept.</exception>
    public async Task RunAsync(DeliveryPointer pointer, CancellationToken cancellation)
    {
        var project = await projects.FindAsync(pointer.ProjectId, cancellation) ?? throw Gone("Its project is not there any more.");
        var notice = await notices.FindAsync(pointer.ProjectId, pointer.NoticeId, cancellation) ?? throw Gone("There is no such notice.");
        var channel = await channels.FindAsync(pointer.ProjectId, pointer.Channel, cancellation) ?? throw Gone("Its channel was removed.");
        if (await notices.BeginAsync(pointer, time.GetUtcNow(), cancellation) is not { } begun)
            return;
        string? missed;
        try
        {
            missed = await SendAsync(project, notice, channel, cancellation);
        }
        catch (DeliveryException fault) when (fault.IsFinal || time.GetUtcNow() - begun.Delivery.FirstAt >= LongestTry)
        {
            await EndAsync(pointer, begun.Delivery, DeliveryProgress.Failed, fault.Message);
            await JudgeAsync(project, notice, channel, VerdictState.Critical, fault.Message, cancellation);
            throw new FinalWorkException($"Notice {notice.Id} to channel {channel.Name}: {fault.Message}", fault);
        }
        catch (Exception fault)
        {
            await EndAsync(pointer, begun.Delivery, DeliveryProgress.Waiting, fault.Message);
            throw;
        }
        await EndAsync(pointer, begun.Delivery, DeliveryProgress.Delivered, missed);
        Metrics.AlertDelivered(channel.Type, time.GetUtcNow() - notice.At);
        await JudgeAsync(project, notice, channel, missed is null ? VerdictState.Ok : VerdictState.Warning, missed, cancellation);
    }

    /// <summary>Sends a message that tells of nothing, at once.</summary>
    /// <returns>Why it was not delivered; null where it was.</returns>
    public async Task<string?> TestAsync(Project project, Channel channel, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var verdict = new Verdict(
            "test",
            channel.Subject,
            VerdictState.Warning,
            "Somebody tries this channel out; nothing is wrong.",
            null,
            null,
            "",
            0,
            now,
            now
        );
        var state = new AlertState
        {
            Verdict = verdict,
            Standing = AlertStanding.Firing,
            Since = now,
            JudgedTo = now,
            Notices = 1,
        };
        var alert = new NoticeAlert(AlertRules.IdOf(project.Id, state), NoticeKind.Test, state);
        var notice = new Notice($"{AlertStore.TimeKey(now)}-test", project.Id, now, null, [alert], [channel.Name]);
        try
        {
            return await SendAsync(project, notice, channel, cancellation);
        }
        catch (DeliveryException fault)
        {
            return fault.Message;
        }
    }

    private async Task<string?> SendAsync(Project project, Notice notice, Channel channel, CancellationToken cancellation) =>
        channel.Fault is { } why ? throw new DeliveryException(false, why)
        : _kinds.TryGetValue(channel.Type, out var kind)
            ? await kind.SendAsync(channel, await WriteAsync(project, notice, cancellation), cancellation)
        : throw new DeliveryException(true, $"This version knows no channels of type {channel.Type}.");

    private async Task<AlertMessage> WriteAsync(Project project, Notice notice, CancellationToken cancellation) =>
        MessageRules.Write(project, notice, options.Value, incidents is null ? null : await incidents(project.Id, cancellation));

    /// <summary>Heard also where the work was cancelled meanwhile: what was sent must not be sent again.</summary>
    private Task EndAsync(DeliveryPointer pointer, Delivery begun, DeliveryProgress state, string? detail) =>
        notices.EndAsync(pointer, begun with { State = state, At = time.GetUtcNow(), Detail = detail }, CancellationToken.None);

    /// <summary>How the channel does, as any other verdict. A notice about a failed delivery raises none: two channels would go round for ever.</summary>
    private async Task JudgeAsync(
        Project project,
        Notice notice,
        Channel channel,
        VerdictState state,
        string? why,
        CancellationToken cancellation
    )
    {
        if (notice.Alerts.Any(alert => alert.State.Rule == AlertTiming.DeliveryFailed))
            return;
        var now = time.GetUtcNow();
        var summary = why is null
            ? $"The channel {channel.Name} works."
            : $"The channel {channel.Name} ({channel.Type}) did not take an alert: {why}";
        var verdict = new Verdict(AlertTiming.DeliveryFailed, channel.Subject, state, summary, null, null, "deliveries", 1, now, now)
        {
            Cause = channel.Subject,
            IsExact = true,
        };
        try
        {
            await desk.DecideAsync(project, [verdict], now, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(
                fault,
                "How channel {Channel} of project {Project} does could not be kept: {Summary}",
                channel.Name,
                project.Id,
                summary
            );
        }
    }

    private static FinalWorkException Gone(string why) => new($"A notice cannot be delivered. {why}");
}
