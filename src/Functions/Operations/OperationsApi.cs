using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Operations;

/// <summary>Asking for long work, and following it.</summary>
public static class OperationsApi
{
    public static void MapOperations(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/operations/{id}", GetAsync)
            .RequireScope(Scope.Read)
            .WithTags("Operations")
            .WithName("GetOperation")
            .WithSummary("How an operation stands, and what came of it")
            .ProducesProblem(404);
        v1.MapPost("/rollups/rebuild", RebuildAsync)
            .RequireScope(Scope.Admin)
            .WithTags("Operations")
            .WithName("RebuildRollups")
            .WithSummary("Compute the rollups of days (UTC, both included) anew from their calls")
            .ProducesProblem(400);
    }

    public static Accepted<OperationStarted> Started(Operation operation) =>
        TypedResults.Accepted($"/api/v1/operations/{operation.Id}", new OperationStarted(operation.Id));

    private static async Task<Results<Ok<Operation>, ProblemHttpResult>> GetAsync(
        string id,
        HttpContext context,
        OperationDesk desk,
        CancellationToken cancellation
    ) =>
        await desk.FindAsync(context.ProjectOf().Id, id, cancellation) is { } operation
            ? TypedResults.Ok(operation)
            : Problems.Of(404, "There is no such operation.");

    private static async Task<Results<Accepted<OperationStarted>, ProblemHttpResult>> RebuildAsync(
        RebuildRequest request,
        HttpContext context,
        OperationDesk desk,
        CancellationToken cancellation
    )
    {
        if (request.From is not { } from || request.To is not { } to || to < from || to.DayNumber - from.DayNumber > 400 || to.Year > 9000)
            return Problems.Validation([
                new RequestFault(null, "from", "must be a day, as to, which is not before it and at most 400 days behind it"),
            ]);
        return Started(await desk.StartAsync(context.ProjectOf().Id, RebuildWork.Name, new { from, to }, cancellation));
    }
}

internal sealed record RebuildRequest(DateOnly? From, DateOnly? To);

/// <param name="OperationId">To be followed at <c>GET /operations/{id}</c>.</param>
public sealed record OperationStarted(string OperationId);
