using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Changes;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Monitors;

/// <summary>When calls of an endpoint count as slow or failing, as set and as proposed.</summary>
public static class ThresholdsApi
{
    public static void MapThresholds(this IEndpointRouteBuilder v1)
    {
        var thresholds = v1.MapGroup("/thresholds").WithTags("Monitors");
        thresholds
            .MapGet("", ListAsync)
            .RequireScope(Scope.Read)
            .WithName("ListThresholds")
            .WithSummary("The thresholds that are set, and those of each class for endpoints that have none");
        thresholds
            .MapPut("/{**endpoint}", PutAsync)
            .RequireScope(Scope.Admin)
            .NotesRules("thresholds")
            .WithName("PutThresholds")
            .WithSummary("Set an endpoint's thresholds: its class, and the limits that differ; null turns a limit off")
            .Accepts<EndpointThresholds>("application/json")
            .ProducesProblem(400);
        thresholds
            .MapGet("/proposals", ProposalsAsync)
            .RequireScope(Scope.Read)
            .WithName("ProposeThresholds")
            .WithSummary("Thresholds from the project's own last weeks, each with its reason");
        thresholds
            .MapPost("/proposals/accept", AcceptAsync)
            .RequireScope(Scope.Admin)
            .NotesRules("proposed thresholds")
            .WithName("AcceptThresholds")
            .WithSummary("Set what is proposed, and end the learning")
            .ProducesProblem(409);
    }

    private static async Task<Ok<ThresholdList>> ListAsync(HttpContext context, ThresholdStore store, CancellationToken cancellation)
    {
        var project = context.ProjectOf();
        var book = await store.ReadAsync(project.Id, cancellation);
        return TypedResults.Ok(
            new ThresholdList(
                project.Settings.LearningUntil,
                new SortedDictionary<string, EndpointThresholds>(book.ByEndpoint.ToDictionary(), StringComparer.Ordinal),
                [.. Enum.GetValues<EndpointClass>().Select(EndpointThresholds.OfClass)]
            )
        );
    }

    private static async Task<Results<Ok<EndpointThresholds>, ProblemHttpResult>> PutAsync(
        string endpoint,
        JsonElement wanted,
        HttpContext context,
        ThresholdStore store,
        CancellationToken cancellation
    )
    {
        var (thresholds, faults) = ThresholdRules.Read(endpoint, wanted);
        if (endpoint.Length > CallLimits.NameCharacters)
            faults = [new("endpoint", $"must be at most {CallLimits.NameCharacters} characters"), .. faults];
        if (faults.Count > 0)
            return Problems.Validation(faults.Select(fault => new RequestFault(null, fault.Field, fault.Message)));
        await store.PutAsync(
            context.ProjectOf().Id,
            new Dictionary<string, EndpointThresholds>(StringComparer.Ordinal) { [endpoint] = thresholds },
            cancellation
        );
        return TypedResults.Ok(thresholds);
    }

    private static async Task<Ok<ProposalList>> ProposalsAsync(
        HttpContext context,
        ThresholdProposals proposals,
        CancellationToken cancellation
    ) => TypedResults.Ok(new ProposalList(await proposals.ReadAsync(context.ProjectOf(), cancellation)));

    private static async Task<Results<Ok<ProposalList>, ProblemHttpResult>> AcceptAsync(
        HttpContext context,
        ThresholdProposals proposals,
        CancellationToken cancellation
    ) =>
        await proposals.AcceptAsync(context.ProjectOf(), cancellation) is { Count: > 0 } accepted
            ? TypedResults.Ok(new ProposalList(accepted))
            : Problems.Of(409, "There is nothing to accept yet: GET /thresholds/proposals says what is missing for each limit.");
}

internal sealed record ThresholdList(
    DateTimeOffset? LearningUntil,
    IReadOnlyDictionary<string, EndpointThresholds> Endpoints,
    IReadOnlyList<EndpointThresholds> Classes
);

internal sealed record ProposalList(IReadOnlyList<ThresholdProposal> Proposals);
