using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Canaries;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Operations;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Canaries;

/// <summary>Questions whose answers are known. What is a secret is written and never read again.</summary>
internal static class CanariesApi
{
    public static void MapCanaries(this IEndpointRouteBuilder v1)
    {
        var canaries = v1.MapGroup("/canaries").WithTags("Canaries");
        canaries
            .MapPut("/{id}", PutAsync)
            .RequireScope(Scope.Admin)
            .WithName("PutCanary")
            .WithSummary("Ask a question with a known answer every hour")
            .ProducesProblem(400);
        canaries.MapGet("", ListAsync).RequireScope(Scope.Read).WithName("ListCanaries").WithSummary("The canaries, without their secrets");
        canaries
            .MapDelete("/{id}", DeleteAsync)
            .RequireScope(Scope.Admin)
            .WithName("DeleteCanary")
            .WithSummary("Ask this question no more")
            .ProducesProblem(404);
        canaries
            .MapPost("/run", RunAsync)
            .RequireScope(Scope.Admin)
            .WithName("RunCanariesNow")
            .WithSummary("Ask all canaries now")
            .ProducesProblem(400);
        v1.MapGet("/reports/canaries", ReportAsync)
            .RequireScope(Scope.Read)
            .WithTags("Canaries")
            .WithName("GetCanaryReport")
            .WithSummary("How canaries stand, and whether the provider or the behaviour changed");
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> PutAsync(
        string id,
        JsonElement wanted,
        HttpContext context,
        CanaryDesk desk,
        CancellationToken cancellation
    )
    {
        if (!PathId.IsOne(id))
            return Problems.Validation([new(null, "id", PathId.Wanted)]);
        var (canary, faults) = await desk.PutAsync(context.ProjectOf().Id, id, wanted, cancellation);
        return canary is not null
            ? TypedResults.Ok(CanaryText.Shown(canary))
            : Problems.Validation(faults.Select(fault => new RequestFault(null, fault.Field, fault.Message)));
    }

    private static async Task<Ok<CanaryList>> ListAsync(HttpContext context, CanaryStore store, CancellationToken cancellation) =>
        TypedResults.Ok(new CanaryList([.. (await store.ListAsync(context.ProjectOf().Id, cancellation)).Select(CanaryText.Shown)]));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id,
        HttpContext context,
        CanaryDesk desk,
        CancellationToken cancellation
    ) =>
        PathId.IsOne(id) && await desk.DeleteAsync(context.ProjectOf().Id, id, cancellation)
            ? TypedResults.NoContent()
            : Problems.Of(404, "There is no such canary.");

    private static async Task<Results<Accepted<OperationStarted>, ProblemHttpResult>> RunAsync(
        HttpContext context,
        CanaryStore store,
        OperationDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf().Id;
        if ((await store.ListAsync(project, cancellation)).Count == 0)
            return Problems.Of(400, "The project has no canary: set one with PUT /canaries/{id}.");
        return OperationsApi.Started(
            await desk.StartAsync(project, CanaryWork.Name, new { run = RunClaims.NameOf(time.GetUtcNow()) }, cancellation)
        );
    }

    private static async Task<Ok<CanaryReport>> ReportAsync(HttpContext context, CanaryDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.ReportAsync(context.ProjectOf().Id, cancellation));
}

internal sealed record CanaryList(IReadOnlyList<JsonObject> Canaries);
