using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Alerts;

/// <summary>How one alert stands: one rule and one subject of a project, and what people were told of it.</summary>
public sealed record AlertState
{
    /// <summary>The last verdict that was bad: what messages print.</summary>
    public required Verdict Verdict { get; init; }
    public required AlertStanding Standing { get; init; }

    /// <summary>End of the first bad window of this episode. With project, rule and subject it makes the alert's id.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>End of the last window that counted; an older one, or the same from another instance, changes nothing.</summary>
    public required DateTimeOffset JudgedTo { get; init; }

    public int BadInRow { get; init; }
    public int OkInRow { get; init; }

    /// <summary>The end of the first of <see cref="BadInRow"/>.</summary>
    public DateTimeOffset BadSince { get; init; }

    /// <summary>Whether people believe that it fires: told so, and not yet told that it is over.</summary>
    public bool IsToldOpen { get; init; }

    /// <summary>The highest severity that people were told in this episode.</summary>
    public AlertSeverity? WorstTold { get; init; }

    /// <summary>The highest step of the limit that people were told in this episode (<see cref="Verdict.Level"/>).</summary>
    public decimal? LevelTold { get; init; }
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>How many notices this episode brought; with the id it names each of them.</summary>
    public int Notices { get; init; }

    /// <summary>How often it fired again soon after it had been resolved.</summary>
    public int Flaps { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public AlertAcknowledgement? Acknowledgement { get; init; }

    /// <summary>Found while the project still learns its thresholds: listed and sent, and marked.</summary>
    public bool IsTentative { get; init; }

    public string Rule => Verdict.Rule;
    public string Subject => Verdict.Subject;
    public AlertSeverity Severity => Verdict.State == VerdictState.Critical ? AlertSeverity.Critical : AlertSeverity.Warning;
    public bool IsOpen => Standing is AlertStanding.Firing or AlertStanding.Acknowledged or AlertStanding.Suppressed;
}

public enum AlertStanding
{
    /// <summary>Bad, but not often enough in a row: no alert yet, and listed nowhere.</summary>
    Pending,
    Firing,

    /// <summary>Somebody looks after it: no repeats; a higher severity makes it fire again.</summary>
    Acknowledged,

    /// <summary>Fires under a silence: nobody is told until the silence ends.</summary>
    Suppressed,
    Resolved,
}

public enum AlertSeverity
{
    Warning,
    Critical,
}

/// <param name="By">The id of the key that was used.</param>
public sealed record AlertAcknowledgement(DateTimeOffset At, string? By, string? Note);
