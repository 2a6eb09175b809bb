using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Incidents;

/// <summary>What an alert is about, as far as joining and investigating ask.</summary>
public static class IncidentScope
{
    private const string EndpointPrefix = "endpoint:";
    private const string CheckMark = " check:";

    public static IncidentAlert AlertOf(string projectId, AlertState alert, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return new(AlertRules.IdOf(projectId, alert), alert.Rule, alert.Subject, alert.Severity, alert.Since, now, alert.Verdict.Summary)
        {
            Limit = alert.Verdict.Limit,
            From = alert.Verdict.From,
        };
    }

    /// <summary>Null where it is about no single endpoint.</summary>
    public static string? EndpointOf(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return EndpointIn(verdict.Cause) is { } cause ? cause : EndpointIn(verdict.Subject.Split(' ')[0]);
    }

    /// <summary>Alerts of one endpoint belong together; those of none where they name one cause, or are of one rule and subject.</summary>
    public static bool Overlaps(OpenIncident incident, string? endpoint, string? cause) =>
        endpoint is not null || incident.Endpoint is not null
            ? string.Equals(endpoint, incident.Endpoint, StringComparison.Ordinal)
            : string.Equals(cause, incident.AlertCause, StringComparison.Ordinal);

    /// <summary>What joins alerts without an endpoint.</summary>
    public static string CauseOf(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict.Cause ?? verdict.Subject;
    }

    /// <summary>Null where the alert is about no output check.</summary>
    public static string? CheckOf(IncidentAlert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var at = alert.Subject.IndexOf(CheckMark, StringComparison.Ordinal);
        return at < 0 ? null : alert.Subject[(at + CheckMark.Length)..];
    }

    public static Symptom SymptomOf(IncidentAlert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return alert.Rule switch
        {
            DriftVerdicts.CheckFailures => Symptom.Checks,
            "error_rate" => Symptom.Errors,
            "ttft_p50" or "ttft_p95" or "tbt_p99" or "total_p95" or "tokens_per_second" or "stalls" => Symptom.Latency,
            "spend_spike" or "request_loop" or "budget" => Symptom.Cost,
            _ when alert.Rule.StartsWith("safety_", StringComparison.Ordinal) => Symptom.Safety,
            FeedbackWatch.SatisfactionDrop or FeedbackWatch.CorrectionRise => Symptom.Feedback,
            _ => Symptom.OutputDrift,
        };
    }

    private static string? EndpointIn(string? text) =>
        text is not null && text.StartsWith(EndpointPrefix, StringComparison.Ordinal) ? text[EndpointPrefix.Length..] : null;
}
