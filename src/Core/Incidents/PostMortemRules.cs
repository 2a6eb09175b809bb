using System.Globalization;
using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Incidents;

/// <summary>Writes the draft of a post-mortem, and what should be done so that it is seen sooner the next time. Pure.</summary>
public static class PostMortemRules
{
    public static PostMortem Draft(Incident incident, IncidentFindings? findings, AffectedCount? affected, string? note, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var detected = incident.Alerts.Count == 0 ? incident.OpenedAt : incident.Alerts.Min(alert => alert.JoinedAt);
        var onset = findings?.Onset.At;
        return new(
            now,
            Summary(incident, findings, affected, detected),
            CauseOf(findings),
            onset,
            detected,
            (detected - onset)?.TotalSeconds,
            (incident.MitigatedAt - detected)?.TotalSeconds,
            affected,
            affected is not null ? null
                : findings?.Affected.From is null ? "nothing_believed_affected"
                : "being_counted",
            FollowUps(incident, findings)
        )
        {
            Note = note,
        };
    }

    /// <summary>The cause in a sentence.</summary>
    public static string CauseOf(IncidentFindings? findings) =>
        findings is null ? "The runbook has not run."
        : findings.Cause.Kind == CauseKind.Unknown ? "Not known: the evidence points nowhere clearly."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{findings.Cause.Kind} (confidence {findings.Cause.Confidence:0.00}){(findings.Cause.Change is { } change ? $": {change.Description}" : ".")}"
        );

    private static string Summary(Incident incident, IncidentFindings? findings, AffectedCount? affected, DateTimeOffset detected)
    {
        var since = findings?.Onset.At is { } onset
            ? $"It began about {Time(onset)} and rang {Time(detected)}, {Span(detected - onset)} later."
            : $"When it began is not known; it rang {Time(detected)}.";
        var ended = incident.MitigatedAt is { } mitigated ? $" It was mitigated {Time(mitigated)}." : "";
        var reach = affected is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $" {affected.Believed:#,0} of {affected.Looked:#,0} calls since are believed affected{CostOf(affected)}."
            );
        return $"{incident.Title}. {since}{ended}{reach}";
    }

    private static string CostOf(AffectedCount affected) =>
        affected.Unpriced == affected.Believed ? ""
        : affected.Unpriced == 0 ? $"; they cost ${affected.CostUsd}"
        : $"; those with a price cost ${affected.CostUsd}";

    private static List<string> FollowUps(Incident incident, IncidentFindings? findings)
    {
        var steps = new List<string>
        {
            $"Add the telling calls to a golden set: POST /incidents/{incident.Id}/golden with golden_set and request_ids.",
        };
        var endpoint = incident.Endpoint ?? "the endpoint";
        steps.Add(
            incident.Alerts.Any(alert => alert.Rule == "check_failures")
                ? $"Ask {endpoint} a question whose answer this failure breaks, each hour: the answer of that route proposes a canary."
                : $"Hold {endpoint} to an output check that this failure breaks: PUT /checks/{endpoint}; the answer of that route names those that would have seen it."
        );
        if (findings?.Onset.At is { } onset && incident.OpenedAt - onset > TimeSpan.FromHours(6))
            steps.Add("It was found late: see GET /thresholds/proposals for tighter limits, and more calls a day through canaries.");
        if (findings?.Cause is { Kind: not CauseKind.Unknown, Change: null })
            steps.Add("Nothing told of the change behind it: have whoever deploys call POST /changes.");
        if (findings?.Cause.Kind == CauseKind.Model)
            steps.Add("Ask for a dated model name, so that the provider cannot change what stands behind it.");
        return steps;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan span) =>
        span.TotalHours >= 1
            ? $"{span.TotalHours.ToString("0.#", CultureInfo.InvariantCulture)} hours"
            : $"{Math.Max(0, (int)span.TotalMinutes)} minutes";
}
