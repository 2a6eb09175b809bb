using System.Security.Cryptography;
using System.Text;

namespace LlmMonitor.Core.Incidents;

/// <summary>What follows for an incident from what happens. Pure; the cases stand in a table of the tests.</summary>
public static class IncidentRules
{
    /// <returns>Null where this cannot happen to an incident in this state.</returns>
    public static IncidentState? Next(IncidentState state, IncidentAct act) =>
        (state, act) switch
        {
            (IncidentState.Closed, _) => null,
            (_, IncidentAct.Close) => IncidentState.Closed,
            (_, IncidentAct.Mitigate) => IncidentState.Mitigated,
            (IncidentState.Mitigated, IncidentAct.AlertJoins) => IncidentState.Investigating,
            (IncidentState.Open, IncidentAct.Investigate) => IncidentState.Investigating,
            _ => state,
        };

    /// <summary>The same for the same first alert, wherever it is computed: two instances open one incident.</summary>
    public static string IdOf(IncidentAlert first) =>
        $"inc-{first.Since.UtcDateTime:yyyyMMddHHmmss}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(first.AlertId)).AsSpan(0, 4))}";

    public static (Incident Next, TimelineLine Line) Open(IncidentAlert alert, string? endpoint, string? cause, DateTimeOffset now)
    {
        var incident = new Incident
        {
            Id = IdOf(alert),
            Title = TitleOf(alert),
            Endpoint = endpoint,
            AlertCause = cause,
            Severity = alert.Severity,
            OpenedAt = now,
            Alerts = [alert],
            DueAt = now,
        };
        return (incident, new(now, "opened", alert.Summary, "desk", IncidentState.Open));
    }

    /// <summary>What rang, and where, for people: <c>check_failures</c> of <c>endpoint:extract check:dates</c> is "Check failures: endpoint extract, check dates".</summary>
    public static string TitleOf(IncidentAlert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var rule = alert.Rule.Replace('_', ' ');
        var parts = alert.Subject.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Part);
        return $"{char.ToUpperInvariant(rule[0])}{rule[1..]}: {string.Join(", ", parts)}";

        static string Part(string part) =>
            part == "project" ? "the whole project"
            : part.Split(':', 2) is [{ Length: > 0 } name, { Length: > 0 } value] ? $"{name.Replace('_', ' ')} {value}"
            : part;
    }

    /// <summary>Null where the incident has the alert already, or takes none any more.</summary>
    public static (Incident Next, TimelineLine Line)? Join(Incident before, IncidentAlert alert, DateTimeOffset now)
    {
        if (before.Alerts.Any(known => known.AlertId == alert.AlertId) || Next(before.State, IncidentAct.AlertJoins) is not { } state)
            return null;
        var next = before with
        {
            State = state,
            Severity = alert.Severity > before.Severity ? alert.Severity : before.Severity,
            Alerts = [.. before.Alerts, alert],
            MitigatedAt = state == IncidentState.Mitigated ? before.MitigatedAt : null,
            DueAt = now,
        };
        var what = before.State == IncidentState.Mitigated ? "reopened" : "alert_joined";
        return (next, new(now, what, $"{TitleOf(alert)}. {alert.Summary}", "desk", state));
    }

    /// <summary>
    /// From when on the runbook looks: a week before the time that the alert suspects, so that there is a before to compare with however late the alert
    /// came; at most four weeks before the incident opened.
    /// </summary>
    public static DateTimeOffset LooksFrom(IncidentAlert alert, DateTimeOffset openedAt)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var from = SuspectedAt(alert, openedAt) - TimeSpan.FromDays(7);
        var earliest = openedAt - TimeSpan.FromDays(28);
        return from < earliest ? earliest : from;
    }

    /// <summary>When the alert's own window began; when the incident opened, where it names none.</summary>
    public static DateTimeOffset SuspectedAt(IncidentAlert alert, DateTimeOffset openedAt)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return alert.From == default || alert.From > openedAt ? openedAt : alert.From;
    }

    /// <summary>How long after a run of the runbook that failed it is tried again: 1, 2, 4 … minutes, at most 4 hours.</summary>
    /// <param name="failures">In a row.</param>
    public static TimeSpan TriesAgainAfter(int failures) => TimeSpan.FromMinutes(Math.Min(4 * 60, Math.Pow(2, Math.Max(0, failures - 1))));

    /// <summary>How long after a run of the runbook it runs again: evidence grows, and slower and slower so does what it says.</summary>
    /// <param name="runs">How often it ran.</param>
    public static TimeSpan RunsAgainAfter(int runs) => TimeSpan.FromMinutes(Math.Min(12 * 60, 10 * Math.Pow(2, Math.Max(0, runs - 1))));
}

public enum IncidentAct
{
    AlertJoins,
    Investigate,
    Mitigate,
    Close,
}
