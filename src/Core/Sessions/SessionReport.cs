using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Sessions;

/// <summary>What became of sessions. Rates are of closed ones: those in progress are neither.</summary>
public record SessionFigures
{
    public long NSessions { get; init; }
    public long Completed { get; init; }

    /// <summary>Said so, or silent for longer than the time-out.</summary>
    public long Abandoned { get; init; }
    public long InProgress { get; init; }

    /// <summary>Completed over closed; null where none is closed, with <see cref="Reason"/>.</summary>
    public double? TaskCompletionRate { get; init; }

    /// <summary>At 95 %, Clopper–Pearson.</summary>
    public ShareInterval? TaskCompletionInterval { get; init; }
    public double? AbandonmentRate { get; init; }
    public ShareInterval? AbandonmentInterval { get; init; }

    /// <summary>no_sessions, no_closed_sessions; null where rates are known.</summary>
    public string? Reason { get; init; }

    /// <summary>Of the user: the first question and each follow-up; over all sessions. Null without sessions.</summary>
    public double? AvgTurnsPerSession { get; init; }

    /// <summary>Sessions in which the user asked the same again in other words, over all sessions.</summary>
    public double? RephrasingRate { get; init; }

    /// <summary>What the calls of all closed sessions cost, over completed ones: failures are paid for, too. Null with <see cref="CostReason"/>.</summary>
    public PicoUsd? CostPerCompletedTaskUsd { get; init; }

    /// <summary>What a completed session's own calls cost on average.</summary>
    public PicoUsd? AvgCostOfCompletedUsd { get; init; }

    /// <summary>no_completed, no_calls, unpriced_calls; null where the cost is known.</summary>
    public string? CostReason { get; init; }

    public static SessionFigures Of(IReadOnlyList<SessionSummary> sessions, DateTimeOffset now, TimeSpan timeout)
    {
        var outcomes = sessions.ToLookup(session => session.OutcomeAt(now, timeout));
        var (completed, abandoned) = (outcomes[SessionOutcome.Completed].ToList(), outcomes[SessionOutcome.Abandoned].ToList());
        var closed = completed.Count + abandoned.Count;
        List<SessionSummary> paid = [.. completed, .. abandoned];
        var costReason =
            completed.Count == 0 ? "no_completed"
            : paid.All(session => session.NCalls == 0) ? "no_calls"
            : paid.Exists(session => session.NUnpriced > 0) ? "unpriced_calls"
            : null;
        return new()
        {
            NSessions = sessions.Count,
            Completed = completed.Count,
            Abandoned = abandoned.Count,
            InProgress = sessions.Count - closed,
            TaskCompletionRate = closed == 0 ? null : (double)completed.Count / closed,
            TaskCompletionInterval = ShareInterval.Of(completed.Count, closed),
            AbandonmentRate = closed == 0 ? null : (double)abandoned.Count / closed,
            AbandonmentInterval = ShareInterval.Of(abandoned.Count, closed),
            Reason =
                sessions.Count == 0 ? "no_sessions"
                : closed == 0 ? "no_closed_sessions"
                : null,
            AvgTurnsPerSession = sessions.Count == 0 ? null : sessions.Average(session => session.Turns),
            RephrasingRate = sessions.Count == 0 ? null : (double)sessions.Count(session => session.NRephrasings > 0) / sessions.Count,
            CostPerCompletedTaskUsd = costReason is null ? Over(paid, completed.Count) : null,
            AvgCostOfCompletedUsd = costReason is null ? Over(completed, completed.Count) : null,
            CostReason = costReason,
        };
    }

    private static PicoUsd Over(IEnumerable<SessionSummary> sessions, int n) =>
        new(sessions.Aggregate(PicoUsd.Zero, (sum, session) => sum + session.Cost).Pico / n);
}

/// <summary>Sessions whose last event lies in a span.</summary>
public sealed record SessionReport : SessionFigures
{
    private SessionReport(SessionFigures figures)
        : base(figures) { }

    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }
    public required double TimeoutMinutes { get; init; }
    public required RollupDimension? GroupBy { get; init; }
    public required IReadOnlyList<SessionGroup> Groups { get; init; }

    public static SessionReport Build(
        DateTimeOffset from,
        DateTimeOffset to,
        RollupDimension? groupBy,
        IReadOnlyList<SessionSummary> sessions,
        DateTimeOffset now,
        TimeSpan timeout
    ) =>
        new(SessionFigures.Of(sessions, now, timeout))
        {
            From = from,
            To = to,
            TimeoutMinutes = timeout.TotalMinutes,
            GroupBy = groupBy,
            Groups = groupBy is { } by
                ?
                [
                    .. sessions
                        .GroupBy(session => session.NameOf(by), StringComparer.Ordinal)
                        .OrderBy(same => same.Key, StringComparer.Ordinal)
                        .Select(same => new SessionGroup(same.Key, SessionFigures.Of([.. same], now, timeout))),
                ]
                : [],
        };
}

public sealed record SessionGroup : SessionFigures
{
    internal SessionGroup(string key, SessionFigures figures)
        : base(figures) => Key = key;

    /// <summary>The feature, model or prompt version; <c>(none)</c> where neither events nor calls name one.</summary>
    public string Key { get; }
}
