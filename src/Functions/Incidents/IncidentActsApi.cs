using System.Security.Cryptography;
using System.Text;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Incidents;

/// <summary>What people do with an incident. Each of it may be sent again.</summary>
internal static class IncidentActsApi
{
    private const int TextCharacters = 4000;
    private const int NameCharacters = 100;

    /// <summary>So long an answer waits for the count of the affected calls; after that the queue counts on.</summary>
    private static readonly TimeSpan CountWithin = TimeSpan.FromSeconds(8);

    public static void MapActs(this IEndpointRouteBuilder incidents)
    {
        Act(incidents.MapPost("/{id}/assign", AssignAsync), "AssignIncident", "Give an incident to somebody, or to nobody");
        Act(
            incidents.MapPost("/{id}/mitigations", MitigateAsync),
            "MitigateIncident",
            "Tell of a step that was taken; the incident is mitigated unless mitigates is false"
        );
        Act(
            incidents.MapPost("/{id}/close", CloseAsync),
            "CloseIncident",
            "End an incident; the answer holds the draft of its post-mortem"
        );
        Act(
            incidents.MapPost("/{id}/golden", GoldenAsync),
            "GoldenFromIncident",
            "Make examples of a golden set of chosen calls, and get a canary and thresholds proposed"
        );
    }

    private static void Act(RouteHandlerBuilder route, string name, string summary) =>
        route.RequireScope(Scope.Review).WithName(name).WithSummary(summary).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<Results<Ok<IncidentAnswer>, ProblemHttpResult>> AssignAsync(
        string id,
        AssignRequest request,
        HttpContext context,
        IncidentDesk desk,
        IncidentReader reader,
        CancellationToken cancellation
    )
    {
        if (request.Owner is { Length: 0 or > NameCharacters })
            return Problems.Validation([new(null, "owner", $"must be 1 to {NameCharacters} characters, or null for nobody")]);
        var project = context.ProjectOf().Id;
        var incident = PathId.IsOne(id) ? await desk.AssignAsync(project, id, request.Owner, context.CallerOf().KeyId, cancellation) : null;
        return incident is null ? IncidentsApi.NotFound()
            : incident.Owner != request.Owner ? Closed()
            : await AnswerAsync(reader, project, id, cancellation);
    }

    private static async Task<Results<Ok<IncidentAnswer>, ProblemHttpResult>> MitigateAsync(
        string id,
        StepRequest request,
        HttpContext context,
        IncidentDesk desk,
        IncidentReader reader,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var faults = Faults(request).ToList();
        if (faults.Count > 0)
            return Problems.Validation(faults);
        var (project, mitigates) = (context.ProjectOf().Id, request.Mitigates ?? true);
        var kind = request.Kind ?? "other";
        var step = new TakenStep(
            request.Id ?? Hash($"{kind}\n{request.Description}\n{mitigates}"),
            kind,
            request.Description ?? kind.Replace('_', ' '),
            context.CallerOf().KeyId,
            time.GetUtcNow()
        );
        var incident = PathId.IsOne(id) ? await desk.StepAsync(project, id, step, mitigates, cancellation) : null;
        return incident is null ? IncidentsApi.NotFound()
            : incident.Steps.All(taken => taken.Id != step.Id) ? Closed()
            : await AnswerAsync(reader, project, id, cancellation);
    }

    private static async Task<Results<Ok<IncidentAnswer>, ProblemHttpResult>> CloseAsync(
        string id,
        HttpContext context,
        IncidentStore store,
        IncidentDesk desk,
        AffectedReader affected,
        IncidentReader reader,
        WorkQueue queue,
        CancellationToken cancellation,
        CloseRequest? request = null
    )
    {
        if (request?.Note is { Length: > TextCharacters })
            return Problems.Validation([new(null, "note", $"must be at most {TextCharacters} characters")]);
        var project = context.ProjectOf();
        if (!PathId.IsOne(id) || await store.FindAsync(project.Id, id, cancellation) is not { } incident)
            return IncidentsApi.NotFound();
        if (incident.State != IncidentState.Closed)
        {
            // First, so that whoever dies below leaves somebody who counts; while the incident is not closed the message does nothing.
            var pointer = new IncidentPointer(project.Id, id);
            await queue.SendAsync(IncidentJoining.Queue, pointer, project.Id, CountWithin * 2, cancellation);
            var findings = await store.FindFindingsAsync(project.Id, id, cancellation);
            AffectedCount? count = null;
            if (findings?.Affected.From is not null)
                count = await WithinAsync(token => affected.CountAsync(project, incident, findings, token), cancellation);
            await desk.CloseAsync(project.Id, id, count, request?.Note, context.CallerOf().KeyId, cancellation);
        }
        return await AnswerAsync(reader, project.Id, id, cancellation);
    }

    private static async Task<Results<Ok<GoldenFollowUp>, ProblemHttpResult>> GoldenAsync(
        string id,
        GoldenRequest request,
        HttpContext context,
        IncidentStore store,
        FollowUp followUp,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf();
        if (!PathId.IsOne(id) || await store.FindAsync(project.Id, id, cancellation) is not { } incident)
            return IncidentsApi.NotFound();
        var (answer, faults) = await followUp.RunAsync(project, incident, request, context.CallerOf().KeyId, cancellation);
        return answer is null ? Problems.Validation(faults) : TypedResults.Ok(answer);
    }

    /// <summary>Null where it takes too long.</summary>
    private static async Task<T?> WithinAsync<T>(Func<CancellationToken, Task<T>> count, CancellationToken cancellation)
        where T : class
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        within.CancelAfter(CountWithin);
        try
        {
            return await count(within.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<Results<Ok<IncidentAnswer>, ProblemHttpResult>> AnswerAsync(
        IncidentReader reader,
        string projectId,
        string id,
        CancellationToken cancellation
    ) =>
        await reader.ReadAsync(projectId, id, withTexts: true, cancellation) is { } answer
            ? TypedResults.Ok(answer)
            : IncidentsApi.NotFound();

    private static ProblemHttpResult Closed() => Problems.Of(409, "The incident is closed.");

    private static IEnumerable<RequestFault> Faults(StepRequest request)
    {
        if (request.Id is { } id && !PathId.IsOne(id))
            yield return new(null, "id", PathId.Wanted);
        if (
            request.Kind is { } kind
            && (kind.Length is 0 or > NameCharacters || !kind.All(letter => char.IsAsciiLetterLower(letter) || letter == '_'))
        )
            yield return new(null, "kind", "must be lower-case letters and underscores, such as revert_prompt");
        if (request is { Kind: null, Description: null })
            yield return new(null, "description", "is required where there is no kind: what was done");
        if (request.Description is { Length: 0 or > TextCharacters })
            yield return new(null, "description", $"must be 1 to {TextCharacters} characters");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}

internal sealed record AssignRequest(string? Owner);

/// <param name="Id">Names the step, so that telling again tells nothing new.</param>
/// <param name="Kind">As proposed, or any other word: <c>revert_prompt</c>.</param>
/// <param name="Mitigates">Whether it should end the incident; true where it is left out.</param>
internal sealed record StepRequest(string? Id, string? Kind, string? Description, bool? Mitigates);

internal sealed record CloseRequest(string? Note);
