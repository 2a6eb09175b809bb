using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Functions.Incidents;

/// <summary>An incident as the API shows it. What the runbook has not found yet is null or empty, and <c>unknown</c> of the onset says why.</summary>
/// <param name="Owner">Null is nobody.</param>
/// <param name="Symptom">The rate on both sides of the onset.</param>
/// <param name="Others">Whether errors and latency changed, too.</param>
/// <param name="Changes">Of the 48 hours before the onset, the likeliest first.</param>
/// <param name="Mix">Whether other things are asked than before.</param>
/// <param name="Golden">Whether the golden sets still ask what users ask.</param>
/// <param name="Mitigations">What is proposed, and what was done.</param>
/// <param name="Samples">The most telling pairs; in lists and letters without texts.</param>
public sealed record IncidentAnswer(
    string Id,
    string Title,
    IncidentState State,
    AlertSeverity Severity,
    string? Endpoint,
    string? Owner,
    DateTimeOffset OpenedAt,
    DateTimeOffset? InvestigatedAt,
    DateTimeOffset? MitigatedAt,
    DateTimeOffset? ClosedAt,
    IReadOnlyList<IncidentAlert> Alerts,
    Onset Onset,
    RateShift? Symptom,
    IReadOnlyList<Slice> Scope,
    IReadOnlyList<SideSymptom> Others,
    IReadOnlyList<RankedChange> Changes,
    MixShift? Mix,
    GoldenCoverage? Golden,
    IncidentComponent Component,
    IReadOnlyList<string> ComponentEvidence,
    CauseAnswer Cause,
    IReadOnlyList<MitigationAnswer> Mitigations,
    IReadOnlyList<SampleAnswer> Samples,
    IReadOnlyList<TimelineLine> Timeline,
    string Affected,
    PostMortem? PostMortem
)
{
    private static readonly Onset NotInvestigated = new(null, null, null, false, "not_investigated", "The runbook has not run yet.");

    internal static IncidentAnswer Of(
        Incident incident,
        IncidentFindings? findings,
        IReadOnlyList<TimelineLine> lines,
        IReadOnlyList<SampleAnswer> samples
    ) =>
        new(
            incident.Id,
            incident.Title,
            incident.State,
            incident.Severity,
            incident.Endpoint,
            incident.Owner,
            incident.OpenedAt,
            incident.InvestigatedAt,
            incident.MitigatedAt,
            incident.ClosedAt,
            incident.Alerts,
            findings?.Onset ?? NotInvestigated,
            findings?.Symptom,
            findings?.Scope ?? [],
            findings?.Others ?? [],
            findings?.Changes ?? [],
            findings?.Mix,
            findings?.Golden,
            findings?.Component.Component ?? IncidentComponent.Unknown,
            findings?.Component.Evidence ?? [],
            CauseAnswer.Of(findings?.Cause),
            MitigationAnswer.Of(findings?.Mitigations ?? [], incident.Steps),
            samples,
            lines,
            $"/api/v1/incidents/{incident.Id}/affected",
            incident.PostMortem
        );
}

/// <param name="Weights">Each kind with its share of belief.</param>
public sealed record CauseAnswer(
    CauseKind Kind,
    double Confidence,
    IReadOnlyList<string> Evidence,
    Change? Change,
    IReadOnlyDictionary<string, double> Weights
)
{
    internal static CauseAnswer Of(Cause? cause) =>
        cause is null
            ? new(CauseKind.Unknown, 0, [], null, new Dictionary<string, double>(StringComparer.Ordinal))
            : new(
                cause.Kind,
                cause.Confidence,
                cause.Evidence,
                cause.Change,
                cause.Weights.ToDictionary(pair => pair.Key.ToString().ToLowerInvariant(), pair => pair.Value, StringComparer.Ordinal)
            );
}

/// <param name="DoneAt">Null of what is only proposed.</param>
/// <param name="By">Who did it: the id of a key, or <c>desk</c>.</param>
public sealed record MitigationAnswer(
    string Kind,
    string Description,
    string? Endpoint,
    string? Version,
    DateTimeOffset? DoneAt,
    string? By
)
{
    /// <summary>Proposals with what was done of their kind, then the other steps.</summary>
    internal static IReadOnlyList<MitigationAnswer> Of(IReadOnlyList<Mitigation> proposed, IReadOnlyList<TakenStep> taken)
    {
        var list = proposed
            .Select(mitigation =>
            {
                var kind = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(mitigation.Kind.ToString());
                var step = taken.FirstOrDefault(step => step.Kind == kind);
                return new MitigationAnswer(kind, mitigation.Sentence, mitigation.Endpoint, mitigation.Version, step?.At, step?.By);
            })
            .ToList();
        var shown = list.Select(mitigation => mitigation.Kind).ToHashSet(StringComparer.Ordinal);
        list.AddRange(
            taken
                .Where(step => !shown.Contains(step.Kind) || step.By != "desk")
                .Select(step => new MitigationAnswer(step.Kind, step.Description, null, null, step.At, step.By))
        );
        return list;
    }
}

/// <param name="Before">A healthy call of the same kind; null where there is none.</param>
public sealed record SampleAnswer(SampledText? Before, SampledText After);

/// <param name="TextsMissing">Why there are no texts: <c>no_call</c>, <c>not_kept</c>; null where they are there.</param>
public sealed record SampledText(string RequestId, DateTimeOffset? Timestamp, string? Prompt, string? Response, string? TextsMissing);
