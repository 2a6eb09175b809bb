using System.Security.Cryptography;
using System.Text;
using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Alerts;

/// <summary>What follows for an alert from a verdict. Pure; the cases stand in a table of the tests.</summary>
public static class AlertRules
{
    /// <param name="before">Null where the subject has no alert.</param>
    /// <param name="silenced">Whether a silence covers the alert now.</param>
    /// <param name="group">What people were told of other alerts of the cause; null is nothing. What is no worse waits for a while, to be told with what else comes.</param>
    /// <returns><paramref name="before"/> itself where nothing changes, such as for a window that has counted already.</returns>
    public static AlertDecision Decide(
        AlertState? before,
        Verdict verdict,
        DateTimeOffset now,
        AlertTiming timing,
        bool silenced = false,
        GroupTold? group = null
    )
    {
        var judgedTo = JudgedTo(verdict, now);
        if (before is not null && judgedTo <= before.JudgedTo)
            return new(before, null);
        if (before is { IsOpen: true } && before.Verdict.Period < verdict.Period)
            return Resolve(before, now, null) with { IsAgain = true };
        var held = group is not null && now - group.At < timing.GroupInterval ? group : null;
        return verdict.State switch
        {
            VerdictState.Ok => Good(before, judgedTo, now, timing, held),
            VerdictState.Unknown => before is { IsOpen: true } ? Tell(before with { JudgedTo = judgedTo }, now, timing, silenced, held)
            : before is null ? new(null, null)
            : TellEnd(before, now, held),
            _ => Bad(before, verdict, judgedTo, now, timing, silenced, held),
        };
    }

    /// <summary>What follows for an alert whose subject got no verdict: an open one is closed in the end, an old one forgotten.</summary>
    public static AlertDecision Miss(AlertState before, DateTimeOffset now, AlertTiming timing) =>
        before is { Standing: AlertStanding.Resolved, IsToldOpen: true } ? TellEnd(before, now, null)
        : before.Standing == AlertStanding.Resolved ? new(now - before.ResolvedAt >= timing.ForgetAfter ? null : before, null)
        : now - before.JudgedTo < timing.CloseAfterSilence ? new(before, null)
        : before.IsOpen ? Resolve(before, now, null)
        : new(null, null);

    /// <summary>Somebody looks after it. Null where it is not open any more.</summary>
    public static AlertState? Acknowledge(AlertState before, AlertAcknowledgement by) =>
        before.IsOpen ? before with { Standing = AlertStanding.Acknowledged, Acknowledgement = by, Notices = before.Notices + 1 } : null;

    /// <summary>The same for one episode wherever it is computed. Its first part is the time, so that its history is found by it.</summary>
    public static string IdOf(string projectId, AlertState alert)
    {
        var since = alert.Since.UtcDateTime;
        var seed = $"{projectId}|{alert.Rule}|{alert.Subject}|{since.Ticks}";
        return $"{since:yyyyMMddHHmmss}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 8))}";
    }

    /// <summary>A window that ends later than now, such as a budget's month, counts once a minute.</summary>
    private static DateTimeOffset JudgedTo(Verdict verdict, DateTimeOffset now) =>
        verdict.To <= now ? verdict.To : new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);

    private static AlertDecision Good(
        AlertState? before,
        DateTimeOffset judgedTo,
        DateTimeOffset now,
        AlertTiming timing,
        GroupTold? held
    ) =>
        before switch
        {
            null or { Standing: AlertStanding.Pending } => new(null, null),
            { Standing: AlertStanding.Resolved, IsToldOpen: true } => TellEnd(before, now, held),
            { Standing: AlertStanding.Resolved } => now - before.ResolvedAt >= timing.ForgetAfter ? new(null, null)
            : before.BadInRow > 0 ? new(before with { BadInRow = 0, JudgedTo = judgedTo }, null)
            : new(before, null),
            _ when before.OkInRow + 1 < timing.ResolveAfterOks => new(
                before with
                {
                    OkInRow = before.OkInRow + 1,
                    JudgedTo = judgedTo,
                },
                null
            ),
            _ => Resolve(before with { JudgedTo = judgedTo }, now, held),
        };

    private static AlertDecision Resolve(AlertState before, DateTimeOffset now, GroupTold? held) =>
        TellEnd(before with { Standing = AlertStanding.Resolved, ResolvedAt = now, BadInRow = 0, OkInRow = 0 }, now, held);

    /// <summary>Also under a silence and after an acknowledgement: whoever was told that it fires is told that it is over.</summary>
    private static AlertDecision TellEnd(AlertState ended, DateTimeOffset now, GroupTold? held)
    {
        if (!ended.IsToldOpen || held is not null)
            return new(ended, null);
        var next = ended with { IsToldOpen = false, ToldAt = now, Notices = ended.Notices + 1 };
        return new(next, new(NoticeKind.Resolved, next));
    }

    private static AlertDecision Bad(
        AlertState? before,
        Verdict verdict,
        DateTimeOffset judgedTo,
        DateTimeOffset now,
        AlertTiming timing,
        bool silenced,
        GroupTold? held
    )
    {
        if (before is { IsOpen: true })
            return Tell(before with { Verdict = verdict, JudgedTo = judgedTo, OkInRow = 0 }, now, timing, silenced, held);

        var inRow = (before?.BadInRow ?? 0) + 1;
        var badSince = inRow == 1 ? judgedTo : before!.BadSince;
        var needed = verdict.State == VerdictState.Critical ? timing.FireAfterCriticals : timing.FireAfterWarnings;
        if (inRow < needed)
            return new((before ?? New(verdict, badSince)) with { JudgedTo = judgedTo, BadInRow = inRow, BadSince = badSince }, null);

        var goesOn = before?.ResolvedAt is { } end && now - end < timing.CoolDown && before.Verdict.Period == verdict.Period;
        var fired = goesOn ? before! with { Verdict = verdict, Flaps = before.Flaps + 1 } : New(verdict, badSince);
        return Tell(
            fired with
            {
                Standing = AlertStanding.Firing,
                JudgedTo = judgedTo,
                Acknowledgement = null,
                IsTentative = verdict is { Tentative: true, IsExact: false },
            },
            now,
            timing,
            silenced,
            held
        );
    }

    private static AlertState New(Verdict verdict, DateTimeOffset since) =>
        new()
        {
            Verdict = verdict,
            Standing = AlertStanding.Pending,
            Since = since,
            JudgedTo = since,
            BadSince = since,
        };

    /// <summary>Whether people hear of an open alert now: when they do not know of it, when it grew worse than they know, and again after a while.</summary>
    private static AlertDecision Tell(AlertState alert, DateTimeOffset now, AlertTiming timing, bool silenced, GroupTold? held)
    {
        var isWorse = alert.Severity > alert.WorstTold || alert.Verdict.Level > alert.LevelTold;
        alert = alert.Standing switch
        {
            AlertStanding.Acknowledged when !isWorse => alert,
            _ when silenced => alert with { Standing = AlertStanding.Suppressed },
            _ => alert with { Standing = AlertStanding.Firing },
        };
        if (alert.Standing != AlertStanding.Firing || KindOf(alert, isWorse, now, timing) is not { } kind)
            return new(alert, null);
        if (alert.Severity <= held?.Open)
            return new(alert, null);
        var next = alert with
        {
            IsToldOpen = true,
            WorstTold = alert.WorstTold > alert.Severity ? alert.WorstTold : alert.Severity,
            LevelTold = alert.LevelTold > alert.Verdict.Level ? alert.LevelTold : alert.Verdict.Level,
            ToldAt = now,
            Notices = alert.Notices + 1,
        };
        return new(next, new(kind, next));
    }

    private static NoticeKind? KindOf(AlertState alert, bool isWorse, DateTimeOffset now, AlertTiming timing) =>
        alert.IsToldOpen
            ? isWorse
                ? NoticeKind.Escalated
                : alert.Severity == AlertSeverity.Critical && now - alert.ToldAt >= timing.RepeatAfter
                    ? NoticeKind.Repeated
                    : null
            : isWorse || !(now - alert.ResolvedAt < timing.CoolDown)
                ? NoticeKind.Fired
                : null;
}

/// <param name="Next">How the alert stands now; null where there is nothing to keep.</param>
/// <param name="Notice">What people are to be told; null is nothing.</param>
public sealed record AlertDecision(AlertState? Next, AlertNotice? Notice)
{
    /// <summary>An alert ended with its window, and the verdict is of the next one: decide it again, once this is kept.</summary>
    public bool IsAgain { get; init; }
}

/// <summary>What people were last told of the alerts of one cause.</summary>
/// <param name="Open">The worst that they were told of those that fire still; null where none does.</param>
public sealed record GroupTold(DateTimeOffset At, AlertSeverity? Open);

public sealed record AlertNotice(NoticeKind Kind, AlertState Alert);

public enum NoticeKind
{
    Fired,
    Escalated,
    Repeated,
    Resolved,

    /// <summary>Somebody looks after it: told only to channels that keep a state of their own.</summary>
    Acknowledged,

    /// <summary>Somebody tries a channel out.</summary>
    Test,
}
