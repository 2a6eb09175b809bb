using System.Text.Json;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Safety.Reviews;

namespace LlmMonitor.Functions.Incidents;

/// <summary>What follows an incident: its telling calls become examples, and what would see the same failure sooner is proposed.</summary>
internal sealed class FollowUp(GoldenFromReview golden, IncidentDesk desk, CheckFollowUp checks, ThresholdProposals thresholds)
{
    private const int MostCalls = 100;

    public async Task<(GoldenFollowUp? Answer, IReadOnlyList<RequestFault> Faults)> RunAsync(
        Project project,
        Incident incident,
        GoldenRequest request,
        string by,
        CancellationToken cancellation
    )
    {
        if (request.RequestIds is not { Count: > 0 and <= MostCalls } ids)
            return (null, [new(null, "request_ids", $"must be 1 to {MostCalls} ids of calls")]);
        var set = request.GoldenSet ?? "";
        var (added, faults, questions) = (new List<string>(), new List<RequestFault>(), new List<(string Question, string? Expected)>());
        foreach (var (index, id) in ids.Index())
        {
            var expected = request.Expected?.GetValueOrDefault(id);
            var (example, fault) = await golden.ExampleAsync(project.Id, id, set, expected, cancellation);
            if (example is null)
                faults.Add(
                    new(
                        index,
                        fault!.Field == "golden_set" && fault.Message.StartsWith("is no", StringComparison.Ordinal)
                            ? "golden_set"
                            : "request_ids",
                        fault.Message
                    )
                );
            else if (await golden.AddAsync(project.Id, set, example, cancellation) is { } why)
                faults.Add(new(index, "request_ids", why));
            else
            {
                added.Add(id);
                questions.Add((example.Question, expected));
            }
        }
        if (added.Count == 0)
            return (null, faults);
        await desk.NoteAsync(
            project.Id,
            incident.Id,
            "golden_added",
            $"Examples of golden set {set}: {string.Join(", ", added)}.",
            by,
            cancellation
        );
        var limits = await thresholds.ReadAsync(project, cancellation);
        return (
            new(
                set,
                added,
                faults,
                CanaryOf(incident, questions[0].Question, questions[0].Expected),
                await checks.ProposeAsync(project, incident, added, cancellation),
                [.. limits.Where(proposal => incident.Endpoint is null || proposal.Endpoint == incident.Endpoint)]
            ),
            []
        );
    }

    /// <summary>The first example as a question that is asked each hour. Whoever puts it names its target, and what is expected where nobody said.</summary>
    private static ProposedCanary CanaryOf(Incident incident, string question, string? expected) =>
        new(
            $"PUT /api/v1/canaries/{incident.Id}",
            JsonSerializer.SerializeToElement(
                new
                {
                    endpoint = incident.Endpoint ?? "chat",
                    target = new { type = "model" },
                    prompt = question,
                    expect = expected is null ? [] : new[] { new { type = "contains", value = expected } },
                }
            )
        );
}

/// <param name="Expected">By request id, what a right answer says.</param>
internal sealed record GoldenRequest(string? GoldenSet, IReadOnlyList<string>? RequestIds, IReadOnlyDictionary<string, string>? Expected);

/// <param name="Refused">Calls that could not be taken, each with the reason.</param>
/// <param name="Canary">To be sent as it is, once its target names a model or an address.</param>
/// <param name="Checks">Output checks that fail the chosen calls and not those of before; null where none of those that need no parameters does.</param>
/// <param name="Thresholds">Limits of the endpoint from its own last weeks; empty where too little is known.</param>
internal sealed record GoldenFollowUp(
    string GoldenSet,
    IReadOnlyList<string> Added,
    IReadOnlyList<RequestFault> Refused,
    ProposedCanary Canary,
    ProposedChecks? Checks,
    IReadOnlyList<ThresholdProposal> Thresholds
);

internal sealed record ProposedCanary(string Route, JsonElement Body);
