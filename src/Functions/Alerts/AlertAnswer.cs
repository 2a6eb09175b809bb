using System.Text.Json.Nodes;
using LlmMonitor.Core.Alerts;

namespace LlmMonitor.Functions.Alerts;

/// <summary>An alert as the API shows it.</summary>
/// <param name="State">firing, acknowledged, suppressed or resolved.</param>
/// <param name="Tentative">Found while the project still learns its thresholds.</param>
/// <param name="Flaps">How often it fired again soon after it had been resolved.</param>
internal sealed record AlertAnswer(
    string Id,
    string Rule,
    string Subject,
    AlertSeverity Severity,
    AlertStanding State,
    DateTimeOffset Since,
    DateTimeOffset? ResolvedAt,
    string Summary,
    double? Observed,
    double? Limit,
    string Unit,
    long N,
    IntervalAnswer? Interval,
    DateTimeOffset From,
    DateTimeOffset To,
    string? Cause,
    JsonObject Evidence,
    bool Tentative,
    int Flaps,
    AlertAcknowledgement? Acknowledgement
)
{
    public static AlertAnswer Of(string projectId, AlertState alert)
    {
        var verdict = alert.Verdict;
        return new(
            AlertRules.IdOf(projectId, alert),
            alert.Rule,
            alert.Subject,
            alert.Severity,
            alert.Standing,
            alert.Since,
            alert.ResolvedAt,
            verdict.Summary,
            verdict.Observed,
            verdict.Limit,
            verdict.Unit,
            verdict.N,
            verdict.Interval is { } interval ? new(interval.Low, interval.High) : null,
            verdict.From,
            verdict.To,
            verdict.Cause,
            verdict.Evidence ?? [],
            alert.IsTentative,
            alert.Flaps,
            alert.Acknowledgement
        );
    }
}

/// <summary>At 95 %.</summary>
internal sealed record IntervalAnswer(double Low, double High);

/// <param name="Next">Continues the list; null at its end.</param>
internal sealed record AlertList(IReadOnlyList<AlertAnswer> Alerts, string? Next);

/// <param name="Alert">Null where only its history is kept.</param>
internal sealed record AlertDetail(AlertAnswer? Alert, IReadOnlyList<AlertLineAnswer> History);

/// <param name="Notice">fired, escalated, repeated, resolved: what people were told; null is nothing.</param>
internal sealed record AlertLineAnswer(
    DateTimeOffset At,
    AlertStanding State,
    AlertSeverity Severity,
    NoticeKind? Notice,
    string Summary,
    string? Note,
    IReadOnlyList<Delivery> Deliveries
);
