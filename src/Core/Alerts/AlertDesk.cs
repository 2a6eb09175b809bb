using System.Security.Cryptography;
using System.Text;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Alerts;

/// <summary>
/// Decides what verdicts mean for a project's alerts, keeps it, and puts what people are to be told into the queue. Any number of
/// instances may do so at once, and each may die anywhere: a window counts once, and a notice that was kept is sent.
/// </summary>
public sealed class AlertDesk(AlertStore alerts, NoticeStore notices, SilenceStore silences, ChannelStore channels, WorkQueue queue)
{
    public const string Queue = "deliveries";

    /// <summary>Whoever kept a notice puts it into the queue within seconds; after this time it did not live to do so.</summary>
    private static readonly TimeSpan OutboxPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long history, notices and deliveries are kept: two quarters of a year can be compared.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(200);

    private const int Attempts = 5;

    /// <summary>Two rows a change; a commit takes 100.</summary>
    private const int QuietChangesAtOnce = 45;

    public async Task DecideAsync(
        Project project,
        IReadOnlyList<Verdict> verdicts,
        DateTimeOffset now,
        CancellationToken cancellation = default
    )
    {
        await SweepAsync(project.Id, now, cancellation);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(project.Settings.Zone);
        var quiet = (await silences.ListAsync(project.Id, now, cancellation)).Where(silence => silence.IsOn(now, zone)).ToList();
        var reach = await channels.ListAsync(project.Id, cancellation);
        for (var attempt = 1; ; attempt++)
        {
            var kept = await alerts.ReadAsync(project.Id, cancellation);
            var decided = Decide(verdicts, kept, quiet, now);
            if (await SaveAsync(project.Id, decided, reach, now, cancellation) && !decided.Exists(one => one.Decision.IsAgain))
                return;
            if (attempt == Attempts)
                throw new IOException($"The alerts of project {project.Id} kept changing while they were decided; the next run goes on.");
        }
    }

    /// <summary>An alert by its id, as it stands; null where none that is kept has it.</summary>
    public async Task<KeptAlert?> FindAsync(string projectId, string alertId, CancellationToken cancellation = default) =>
        (await alerts.ReadAsync(projectId, cancellation)).Values.FirstOrDefault(kept =>
            kept.State.Standing != AlertStanding.Pending && AlertRules.IdOf(projectId, kept.State) == alertId
        );

    /// <returns>The alert as it stands then; null where it is not open, or is not there.</returns>
    public async Task<AlertState?> AcknowledgeAsync(
        string projectId,
        string alertId,
        AlertAcknowledgement by,
        CancellationToken cancellation = default
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await FindAsync(projectId, alertId, cancellation) is not { } kept || AlertRules.Acknowledge(kept.State, by) is not { } next)
                return null;
            var told = new NoticeAlert(alertId, NoticeKind.Acknowledged, next);
            var reach = (await channels.ListAsync(projectId, cancellation)).Where(channel => channel.KeepsState).ToList();
            var notice = NoticeOf(projectId, next.Verdict.Cause, [told], reach, by.At);
            try
            {
                await (
                    notice.Channels.Count == 0
                        ? alerts.SaveAsync(projectId, by.At, [new(kept, next)], [], cancellation)
                        : alerts.SaveAsync(
                            projectId,
                            by.At,
                            [new(kept, next, NoticeKind.Acknowledged, notice.Id)],
                            NoticeStore.RowsOf(notice),
                            cancellation
                        )
                );
                await EnqueueAsync(projectId, notice.Id, notice.Channels, cancellation);
                return next;
            }
            catch (RowConflictException) when (attempt < Attempts) { } // a run was faster: look again
        }
    }

    /// <summary>What waits for a message of its cause goes along with one that is sent anyhow.</summary>
    private static List<Decided> Decide(
        IReadOnlyList<Verdict> verdicts,
        IReadOnlyDictionary<(string Rule, string Subject), KeptAlert> kept,
        IReadOnlyList<Silence> quiet,
        DateTimeOffset now
    )
    {
        var groups = new AlertGroups(kept);
        var held = Decide(verdicts, kept, quiet, groups, now);
        var spoken = held.Where(one => one.Decision.Notice is not null).Select(one => one.State.Verdict.Cause);
        return groups.Release(spoken.OfType<string>()) ? Decide(verdicts, kept, quiet, groups, now) : held;
    }

    private static List<Decided> Decide(
        IReadOnlyList<Verdict> verdicts,
        IReadOnlyDictionary<(string Rule, string Subject), KeptAlert> kept,
        IReadOnlyList<Silence> quiet,
        AlertGroups groups,
        DateTimeOffset now
    )
    {
        var decided = new List<Decided>();
        var judged = new HashSet<(string, string)>();
        foreach (var verdict in verdicts.Where(verdict => judged.Add((verdict.Rule, verdict.Subject))))
        {
            var before = kept.GetValueOrDefault((verdict.Rule, verdict.Subject));
            // A verdict that is not bad leaves the severity and the cause as they were.
            var isBad = verdict.State is VerdictState.Warning or VerdictState.Critical;
            var severity = verdict.State switch
            {
                VerdictState.Critical => AlertSeverity.Critical,
                VerdictState.Warning => AlertSeverity.Warning,
                _ => before?.State.Severity ?? AlertSeverity.Warning,
            };
            var isSilenced = quiet.Any(silence => silence.Covers(verdict.Rule, verdict.Subject, severity));
            var group = groups.ToldOf(isBad ? verdict.Cause : before?.State.Verdict.Cause, before);
            var timing = AlertTiming.Of(verdict);
            var next = AlertRules.Decide(before?.State, EvidenceRules.Bounded(verdict), now, timing, isSilenced, group);
            decided.Add(new(before, next));
        }
        foreach (var (key, before) in kept)
            if (!judged.Contains(key))
                decided.Add(new(before, AlertRules.Miss(before.State, now, AlertTiming.Of(before.State.Verdict))));
        return decided;
    }

    /// <returns>False where another instance was faster somewhere: then all is to be decided anew.</returns>
    private async Task<bool> SaveAsync(
        string projectId,
        List<Decided> decided,
        IReadOnlyList<Channel> reach,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var isWhole = true;
        var changed = decided.Where(one => !ReferenceEquals(one.Decision.Next, one.Before?.State)).ToList();
        foreach (var chunk in changed.Where(one => one.Decision.Notice is null).Chunk(QuietChangesAtOnce))
            isWhole &= await CommitAsync(projectId, chunk, null, now, cancellation);

        // What has no cause of its own goes by its rule and subject: one message for it alone.
        var loud = changed.Where(one => one.Decision.Notice is not null);
        foreach (var cause in loud.GroupBy(one => one.State.Verdict.Cause ?? $"{one.State.Rule}|{one.State.Subject}"))
        foreach (var chunk in cause.OrderByDescending(one => one.State.Severity).Chunk(Notice.MostAlerts))
        {
            var told = chunk
                .Select(one => new NoticeAlert(AlertRules.IdOf(projectId, one.State), one.Decision.Notice!.Kind, one.State))
                .ToList();
            var notice = NoticeOf(projectId, chunk[0].State.Verdict.Cause, told, reach, now);
            if (await CommitAsync(projectId, chunk, notice, now, cancellation))
                await EnqueueAsync(projectId, notice.Id, notice.Channels, cancellation);
            else
                isWhole = false;
        }
        return isWhole;
    }

    private async Task<bool> CommitAsync(
        string projectId,
        Decided[] chunk,
        Notice? notice,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var changes = chunk.Select(one => new AlertChange(one.Before, one.Decision.Next, one.Decision.Notice?.Kind, notice?.Id)).ToList();
        try
        {
            await alerts.SaveAsync(projectId, now, changes, notice is null ? [] : NoticeStore.RowsOf(notice), cancellation);
            return true;
        }
        catch (RowConflictException)
        {
            return false;
        }
    }

    private static Notice NoticeOf(
        string projectId,
        string? cause,
        IReadOnlyList<NoticeAlert> told,
        IReadOnlyList<Channel> reach,
        DateTimeOffset now
    )
    {
        var names = string.Join('|', told.Select(alert => $"{alert.AlertId}#{alert.Number}"));
        var id = $"{AlertStore.TimeKey(now)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(names)).AsSpan(0, 8))}";
        var notice = new Notice(id, projectId, now, cause, told, []);
        return notice with { Channels = [.. reach.Where(channel => channel.Wants(notice)).Select(channel => channel.Name)] };
    }

    private async Task SweepAsync(string projectId, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var (id, line) in await notices.WaitingAsync(projectId, cancellation))
            if (now - line.At >= OutboxPatience)
                await EnqueueAsync(projectId, id, line.Channels, cancellation);
        if (now.Minute == 0)
            await notices.PruneAsync(projectId, now - KeptFor, cancellation);
    }

    /// <summary>May happen twice: a delivery is taken on once.</summary>
    private async Task EnqueueAsync(string projectId, string noticeId, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        foreach (var name in names)
            await queue.SendAsync(Queue, new DeliveryPointer(projectId, noticeId, name), projectId, null, cancellation);
        if (names.Count > 0)
            await notices.QueuedAsync(projectId, noticeId, cancellation);
    }

    private sealed record Decided(KeptAlert? Before, AlertDecision Decision)
    {
        public AlertState State => Decision.Next ?? Before!.State;
    }
}
