namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>What is asked of the analyser.</summary>
/// <param name="Endpoint">To which the alert is bound; null where it is about the whole project. Hours and calls are of this endpoint alone, then.</param>
/// <param name="Rule">Of the alert that opened the incident: <c>check_failures</c>.</param>
/// <param name="Subject">Of that alert: <c>endpoint:extract check:dates-grounded</c>.</param>
/// <param name="AlertedAt">When that alert rang.</param>
/// <param name="From">Start of what was gathered: a week before the time that the alert suspects.</param>
/// <param name="To">Its end, excluded: until when calls are surely folded.</param>
public sealed record IncidentQuestion(
    Symptom Symptom,
    string? Endpoint,
    string Rule,
    string Subject,
    DateTimeOffset AlertedAt,
    DateTimeOffset From,
    DateTimeOffset To
);
