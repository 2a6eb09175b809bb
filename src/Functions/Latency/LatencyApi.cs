using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Latency;

/// <summary>How fast calls were.</summary>
public static class LatencyApi
{
    private static readonly Dictionary<string, LatencyGrouping> Groupings = new(StringComparer.Ordinal)
    {
        ["endpoint"] = LatencyGrouping.Endpoint,
        ["feature"] = LatencyGrouping.Feature,
        ["model"] = LatencyGrouping.Model,
        ["prompt_version"] = LatencyGrouping.PromptVersion,
    };

    private static readonly Dictionary<string, CallOrigin?> Origins = CallWords
        .Origins.Select(word => (word.Key, (CallOrigin?)word.Value))
        .Append(("all", null))
        .ToDictionary(word => word.Item1, word => word.Item2, StringComparer.Ordinal);

    public static void MapLatency(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/reports/latency", GetAsync)
            .RequireScope(Scope.Read)
            .WithTags("Reports")
            .WithName("GetLatencyReport")
            .WithSummary(
                "Time to first token, between tokens, in total, tokens a second and errors, by group; calls of users unless origin says otherwise"
            )
            .ProducesProblem(400);

    private static async Task<Results<Ok<LatencyReport>, ProblemHttpResult>> GetAsync(
        HttpContext context,
        RollupReader rollups,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var query = new QueryReader(context.Request);
        var (from, to) = query.Span(time.GetUtcNow() + CallLimits.ClockAhead, TimeSpan.FromDays(400));
        var groupBy = query.Word("group_by", LatencyGrouping.Endpoint, Groupings);
        var origin = query.Word("origin", CallOrigin.User, Origins);
        if (query.Refusal is { } refusal)
            return refusal;
        var rollup = await rollups.ReadAsync(context.ProjectOf().Id, Minute.Of(from), Minute.AtOrAfter(to), cancellation);
        return TypedResults.Ok(LatencyReport.Build(from, to, rollup, groupBy, origin));
    }
}
