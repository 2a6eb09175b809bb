using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Drift;

/// <summary>What outputs are compared with, and a comparison of outputs at hand.</summary>
public static class DriftApi
{
    public static void MapDrift(this IEndpointRouteBuilder v1)
    {
        var baselines = v1.MapGroup("/baselines").WithTags("Quality");
        baselines
            .MapPut("/{**endpoint}", PutAsync)
            .RequireScope(Scope.Admin)
            .WithName("PutBaseline")
            .WithSummary("Set what an endpoint's outputs are compared with; its streams begin anew")
            .ProducesProblem(400);
        baselines
            .MapGet("/{**endpoint}", GetAsync)
            .RequireScope(Scope.Read)
            .WithName("GetBaseline")
            .WithSummary("The baseline that was set for an endpoint")
            .ProducesProblem(404);
        v1.MapPost("/drift/compare", CompareAsync)
            .RequireScope(Scope.Read)
            .WithTags("Quality")
            .WithName("CompareOutputs")
            .WithSummary("Whether two sets of outputs come from one source: an exact p-value, what moved, and examples")
            .ProducesProblem(400);
    }

    private static async Task<Results<Ok<BaselineAnswer>, ProblemHttpResult>> PutAsync(
        string endpoint,
        BaselineRequest request,
        HttpContext context,
        BaselineStore baselines,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var faults = request.Faults(time.GetUtcNow()).ToList();
        if (endpoint.Length > CallLimits.NameCharacters)
            faults.Add(new(null, "endpoint", $"must be at most {CallLimits.NameCharacters} characters"));
        if (faults.Count > 0)
            return Problems.Validation(faults);
        var (from, to) = (request.From?.ToUniversalTime(), request.To?.ToUniversalTime());
        var baseline = await baselines.PutAsync(context.ProjectOf().Id, endpoint, from, to, request.Read(), cancellation);
        return TypedResults.Ok(BaselineAnswer.Of(baseline));
    }

    private static async Task<Results<Ok<BaselineAnswer>, ProblemHttpResult>> GetAsync(
        string endpoint,
        HttpContext context,
        BaselineStore baselines,
        CancellationToken cancellation
    ) =>
        await baselines.FindAsync(context.ProjectOf().Id, endpoint, cancellation) is { } baseline
            ? TypedResults.Ok(BaselineAnswer.Of(baseline))
            : Problems.Of(404, "No baseline is set for this endpoint: the first outputs of each of its streams are its baseline.");

    private static Results<Ok<ComparisonResult>, ProblemHttpResult> CompareAsync(CompareRequest request)
    {
        var (baseline, current, faults) = request.Read();
        return faults.Count > 0
            ? Problems.Validation(faults)
            : TypedResults.Ok(DriftComparison.Run(baseline, current, request.Alpha ?? DriftComparison.DefaultAlpha));
    }
}
