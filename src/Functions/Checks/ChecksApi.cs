using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Changes;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Checks;

/// <summary>What outputs of an endpoint are held to, and a way to try it.</summary>
public static class ChecksApi
{
    public static void MapChecks(this IEndpointRouteBuilder v1)
    {
        var checks = v1.MapGroup("/checks").WithTags("Checks");
        checks.MapGet("", ListAsync).RequireScope(Scope.Read).WithName("ListChecks").WithSummary("The output checks of every endpoint");
        checks
            .MapGet("/{**endpoint}", GetAsync)
            .RequireScope(Scope.Read)
            .WithName("GetChecks")
            .WithSummary("The output checks of an endpoint")
            .ProducesProblem(404);
        checks
            .MapPut("/{**endpoint}", PutAsync)
            .RequireScope(Scope.Admin)
            .NotesRules("output checks")
            .WithName("PutChecks")
            .WithSummary("Set all output checks of an endpoint; they run on each of its calls from then on")
            .Accepts<PutChecksRequest>("application/json")
            .ProducesProblem(400);
        checks
            .MapPost("/evaluate", EvaluateAsync)
            .RequireScope(Scope.Read)
            .WithName("EvaluateChecks")
            .WithSummary("Evaluate checks on one output now; nothing is kept")
            .Accepts<EvaluateChecksRequest>("application/json")
            .ProducesProblem(400);
    }

    private static async Task<Ok<EndpointChecksList>> ListAsync(HttpContext context, CheckStore store, CancellationToken cancellation) =>
        TypedResults.Ok(new EndpointChecksList(await store.ListAsync(context.ProjectOf().Id, cancellation)));

    private static async Task<Results<Ok<EndpointChecks>, ProblemHttpResult>> GetAsync(
        string endpoint,
        HttpContext context,
        CheckStore store,
        CancellationToken cancellation
    ) =>
        await store.FindAsync(context.ProjectOf().Id, endpoint, cancellation) is { } found
            ? TypedResults.Ok(found)
            : Problems.Of(404, "No checks were set for this endpoint.");

    private static async Task<Results<Ok<EndpointChecks>, ProblemHttpResult>> PutAsync(
        string endpoint,
        JsonElement wanted,
        HttpContext context,
        CheckStore store,
        CancellationToken cancellation
    )
    {
        var given = wanted.ValueKind == JsonValueKind.Object && wanted.TryGetProperty("checks", out var list) ? list : default;
        var (checks, faults) = CheckRules.Read(given, store.Known);
        if (endpoint.Length > CallLimits.NameCharacters)
            faults = [new(null, "endpoint", $"must be at most {CallLimits.NameCharacters} characters"), .. faults];
        return faults.Count > 0
            ? Refused(faults)
            : TypedResults.Ok(await store.PutAsync(context.ProjectOf().Id, endpoint, checks, cancellation));
    }

    private static async Task<Results<Ok<CheckResults>, ProblemHttpResult>> EvaluateAsync(
        JsonElement body,
        HttpContext context,
        CheckStore store,
        DateOrderStore orders,
        CancellationToken cancellation
    )
    {
        var request = CheckRequest.Read(body, store.Known);
        if (request.Faults.Count > 0)
            return Refused(request.Faults);
        var learnt = request.Endpoint is null
            ? DateOrder.Unknown
            : (await orders.RecentAsync(context.ProjectOf().Id, cancellation)).Of(request.Endpoint, request.Feature);
        return TypedResults.Ok(new CheckResults(request.Evaluate(learnt)));
    }

    private static ProblemHttpResult Refused(IEnumerable<IndexedFault> faults) =>
        Problems.Validation(faults.Select(fault => new RequestFault(fault.Index, fault.Field, fault.Message)));
}

internal sealed record EndpointChecksList(IReadOnlyList<EndpointChecks> Endpoints);

internal sealed record CheckResults(IReadOnlyList<CheckResult> Results);

/// <summary>As it is sent, for the API reference; read field by field, so that every fault is named at once.</summary>
/// <param name="Checks">Objects with name, type and the parameters of the type.</param>
internal sealed record PutChecksRequest(IReadOnlyList<JsonElement> Checks);

/// <summary>As it is sent, for the API reference.</summary>
/// <param name="Prompt">A text, or a list of messages with role and content.</param>
/// <param name="Contexts">Texts, or objects with id and text.</param>
/// <param name="Endpoint">With feature: whose earlier documents say how ambiguous dates are read.</param>
internal sealed record EvaluateChecksRequest(
    string Response,
    IReadOnlyList<JsonElement> Checks,
    JsonElement? Prompt,
    IReadOnlyList<JsonElement>? Contexts,
    string? ExpectedLocale,
    string? Endpoint,
    string? Feature
);
