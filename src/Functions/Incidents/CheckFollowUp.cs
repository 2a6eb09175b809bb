using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Functions.Incidents;

/// <summary>Tries output checks on the texts of an incident's calls, as far as they are kept, and proposes those that would have seen it.</summary>
internal sealed class CheckFollowUp(IncidentStore store, CallStore calls, CheckStore checks, DateOrderStore orders)
{
    private const int MostTried = 20;

    /// <param name="chosen">Calls that show the failure.</param>
    /// <returns>Null where no check fits.</returns>
    public async Task<ProposedChecks?> ProposeAsync(
        Project project,
        Incident incident,
        IReadOnlyList<string> chosen,
        CancellationToken cancellation
    )
    {
        var learnt = await orders.RecentAsync(project.Id, cancellation);
        var telling = await SubjectsAsync(project.Id, chosen, learnt, cancellation);
        if ((incident.Endpoint ?? telling.Select(one => one.Endpoint).FirstOrDefault()) is not { } endpoint)
            return null;
        var findings = await store.FindFindingsAsync(project.Id, incident.Id, cancellation);
        var before = findings?.Samples.Select(pair => pair.Before).OfType<string>().Distinct(StringComparer.Ordinal).ToList() ?? [];
        var healthy = await SubjectsAsync(project.Id, before, learnt, cancellation);
        var there = (await checks.FindAsync(project.Id, endpoint, cancellation))?.Checks ?? [];
        var held = there.Select(check => check.GetProperty("type").GetString()!).ToHashSet(StringComparer.Ordinal);
        var fit = CheckProposals.Of([.. telling.Select(one => one.Subject)], [.. healthy.Select(one => one.Subject)], held, checks.Known);
        return fit.Count == 0
            ? null
            : new(
                $"PUT /api/v1/checks/{Uri.EscapeDataString(endpoint)}",
                JsonSerializer.SerializeToElement(new { checks = there.Concat(fit.Select(one => one.Definition)) }),
                [.. fit.Select(one => one.Sentence)]
            );
    }

    private async Task<List<(string? Endpoint, CheckSubject Subject)>> SubjectsAsync(
        string projectId,
        IReadOnlyList<string> ids,
        DateOrders learnt,
        CancellationToken cancellation
    )
    {
        var subjects = new List<(string?, CheckSubject)>();
        foreach (var id in ids.Take(MostTried))
            if (
                await calls.FindAsync(projectId, id, cancellation) is { } found
                && await calls.FindTextsAsync(found.Place, found.Call, cancellation) is { Response: { } response, Truncated: false } texts
            )
                subjects.Add(
                    (
                        found.Call.Endpoint,
                        new(
                            texts.Prompt,
                            response,
                            texts.Contexts,
                            found.Call.ExpectedLocale,
                            found.Call.Endpoint is { } endpoint ? learnt.Of(endpoint, found.Call.Feature) : DateOrder.Unknown
                        )
                    )
                );
        return subjects;
    }
}

/// <summary>The checks that the endpoint is held to, with those added that would have seen the incident.</summary>
/// <param name="Reasons">Of each that is added, a sentence.</param>
internal sealed record ProposedChecks(string Route, JsonElement Body, IReadOnlyList<string> Reasons);
