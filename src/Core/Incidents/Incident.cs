using LlmMonitor.Core.Alerts;

namespace LlmMonitor.Core.Incidents;

/// <summary>Related alerts, and what was done about them. It holds no text of any call.</summary>
public sealed record Incident
{
    public required string Id { get; init; }

    /// <summary>What the first alert says, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>Where; null where the alerts are about no single endpoint.</summary>
    public string? Endpoint { get; init; }

    /// <summary>What its alerts have in common, as their verdicts say it.</summary>
    public string? AlertCause { get; init; }
    public IncidentState State { get; init; }
    public AlertSeverity Severity { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Who looks after it; null is nobody.</summary>
    public string? Owner { get; init; }

    /// <summary>The first one opened it.</summary>
    public IReadOnlyList<IncidentAlert> Alerts { get; init; } = [];

    /// <summary>Steps that people or the desk have taken.</summary>
    public IReadOnlyList<TakenStep> Steps { get; init; } = [];
    public DateTimeOffset? MitigatedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>How often the runbook ran.</summary>
    public int Runs { get; init; }

    /// <summary>How often in a row it failed.</summary>
    public int Failures { get; init; }
    public DateTimeOffset? InvestigatedAt { get; init; }

    /// <summary>When the runbook runs next; null is never.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Where the alert names no limit: what was usual before, the 95th percentile, in the unit of the symptom. Kept, so that later looks judge alike.</summary>
    public double? UsualLimit { get; init; }

    /// <summary>What people were told of by letter: <c>opened</c>, and each cause that was found.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];
    public PostMortem? PostMortem { get; init; }

    /// <summary>How many lines its timeline has.</summary>
    public int Lines { get; init; }

    public DateTimeOffset LastAlertAt => Alerts.Count == 0 ? OpenedAt : Alerts.Max(alert => alert.JoinedAt);
}

public enum IncidentState
{
    /// <summary>Nobody has looked yet.</summary>
    Open,

    /// <summary>The runbook ran, or a person took it on.</summary>
    Investigating,

    /// <summary>Something was done that should end it; a new alert makes it <see cref="Investigating"/> again.</summary>
    Mitigated,
    Closed,
}

/// <param name="Since">End of the first bad window.</param>
/// <param name="JoinedAt">When it came to the incident: at most a minute after people were told.</param>
public sealed record IncidentAlert(
    string AlertId,
    string Rule,
    string Subject,
    AlertSeverity Severity,
    DateTimeOffset Since,
    DateTimeOffset JoinedAt,
    string Summary
)
{
    /// <summary>What its figure was judged against; null where there is none.</summary>
    public double? Limit { get; init; }

    /// <summary>Start of the window in which it was found.</summary>
    public DateTimeOffset From { get; init; }
}

/// <param name="Id">Named by whoever took it, or made of its content: the same step again is the same one.</param>
/// <param name="Kind">What kind of step: <c>pin_model</c>, <c>revert_prompt</c>, <c>raise_sampling</c>, <c>other</c> …</param>
/// <param name="By">The id of a key; <c>desk</c> for what was done by itself.</param>
public sealed record TakenStep(string Id, string Kind, string Description, string By, DateTimeOffset At);

/// <summary>One line of an incident's timeline.</summary>
/// <param name="What"><c>opened, alert_joined, investigated, step, assigned, mitigated, reopened, closed, post_mortem, golden_added</c>.</param>
/// <param name="By">The id of a key; <c>desk</c> for what happened by itself.</param>
public sealed record TimelineLine(DateTimeOffset At, string What, string Text, string By, IncidentState State);
