using System.Text.Json;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Functions.Changes;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Safety;

/// <summary>The gate that answers before a text is served, and the patterns that it looks for.</summary>
public static class SafetyApi
{
    public static void MapSafety(this IEndpointRouteBuilder v1)
    {
        var safety = v1.MapGroup("/safety").WithTags("Safety");
        safety
            .MapPost("/check", CheckAsync)
            .RequireScope(Scope.Ingest)
            .WithName("CheckSafety")
            .WithSummary("Ask before a text is served whether it may be; also for each chunk of a stream")
            .Accepts<SafetyCheck>("application/json")
            .ProducesProblem(400);
        var patterns = safety.MapGroup("/patterns");
        patterns
            .MapPut("/{name}", PutAsync)
            .RequireScope(Scope.Admin)
            .NotesRules("safety patterns")
            .WithName("PutSafetyPatterns")
            .WithSummary("Add patterns of the project's own, or change what built-in ones do; taken whole or not at all")
            .ProducesProblem(400);
        patterns
            .MapGet("", ListAsync)
            .RequireScope(Scope.Read)
            .WithName("ListSafetyPatterns")
            .WithSummary("The patterns that hold in the project, and its overlays");
        patterns
            .MapDelete("/{name}", DeleteAsync)
            .RequireScope(Scope.Admin)
            .NotesRules("safety patterns")
            .WithName("DeleteSafetyPatterns")
            .WithSummary("Remove an overlay")
            .ProducesProblem(404);
    }

    private static async Task<Results<Ok<GateAnswer>, ProblemHttpResult>> CheckAsync(
        JsonElement body,
        HttpContext context,
        SafetyGate gate,
        CancellationToken cancellation
    )
    {
        var (request, faults) = GateRequest.Read(body);
        return faults.Count > 0
            ? Problems.Validation(faults.Select(fault => new RequestFault(null, fault.Field, fault.Message)))
            : TypedResults.Ok(await gate.CheckAsync(context.ProjectOf(), request, cancellation));
    }

    private static async Task<Results<Ok<PatternSetAnswer>, ProblemHttpResult>> PutAsync(
        string name,
        JsonElement body,
        HttpContext context,
        PatternBook patterns,
        CancellationToken cancellation
    )
    {
        if (!Channel.IsName(name))
            return Problems.Validation([new RequestFault(null, "name", "must be 1 to 40 lower-case letters, digits or hyphens")]);
        var (set, faults) = await patterns.PutAsync(context.ProjectOf().Id, name, body, cancellation);
        return set is null
            ? Problems.Validation(faults.Select(fault => new RequestFault(null, fault.Field, fault.Message)))
            : TypedResults.Ok(PatternSetAnswer.Of(set, new Dictionary<string, JsonElement>(StringComparer.Ordinal)));
    }

    private static async Task<Ok<PatternSetAnswer>> ListAsync(
        HttpContext context,
        PatternBook patterns,
        PatternStore store,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf().Id;
        return TypedResults.Ok(PatternSetAnswer.Of(await patterns.SetOfAsync(project), await store.ListAsync(project, cancellation)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name,
        HttpContext context,
        PatternBook patterns,
        CancellationToken cancellation
    ) =>
        Channel.IsName(name) && await patterns.DeleteAsync(context.ProjectOf().Id, name, cancellation)
            ? TypedResults.NoContent()
            : Problems.Of(404, "There is no such overlay.");
}
