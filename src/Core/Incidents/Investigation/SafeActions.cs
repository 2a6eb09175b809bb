using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Core.Safety.Sampling;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Incidents;

/// <summary>
/// Does what the runbook proposes and what is safe without asking: it changes nothing for users, and settings may forbid it. Doing it again renews it.
/// </summary>
public sealed class SafeActions(SamplingBoostStore boosts, JudgeReviews reviews, IOptions<IncidentOptions> options)
{
    /// <returns>What was done, as steps; the same step has the same id each time.</returns>
    public async Task<IReadOnlyList<TakenStep>> RunAsync(
        Project project,
        Incident incident,
        IncidentFindings findings,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(findings);
        var settings = options.Value;
        var done = new List<TakenStep>();
        var wanted = findings.Mitigations.Select(mitigation => mitigation.Kind).ToHashSet();
        if (settings.RaiseSampling && wanted.Contains(MitigationKind.RaiseSampling))
        {
            var until = now.AddHours(settings.SamplingHours);
            await boosts.PutAsync(
                project.Id,
                new(incident.Id, settings.SamplingFactor, until, $"Incident {incident.Id} is open."),
                cancellation
            );
            done.Add(Step("raise_sampling", $"The judge sees {settings.SamplingFactor:0.#} times as many calls while this is open.", now));
        }
        if (settings.RouteToReview && wanted.Contains(MitigationKind.RouteToReview))
        {
            var telling = findings.Samples.Select(pair => pair.After).Distinct(StringComparer.Ordinal).Take(settings.MostReviews).ToList();
            foreach (var id in telling)
                await reviews.OpenAsync(
                    project,
                    id,
                    incident.Endpoint,
                    new(ReviewSource.Incident, incident.Id, null, PatternSeverity.Medium, now),
                    cancellation
                );
            if (telling.Count > 0)
                done.Add(Step("route_to_review", $"The {telling.Count} most telling calls wait in the review queue.", now));
        }
        return done;
    }

    private static TakenStep Step(string kind, string description, DateTimeOffset now) => new(kind, kind, description, "desk", now);
}
