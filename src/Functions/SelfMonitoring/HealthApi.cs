using LlmMonitor.Core.SelfMonitoring;
using LlmMonitor.Functions.Host;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.SelfMonitoring;

/// <summary>How the app is, for probes: open to everybody, and without data.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/api/health").WithTags("Operating");
        health.MapGet("", Well).WithSummary("The app is up; needs no key and shows no data");
        health.MapGet("/live", Well).WithSummary("The process answers. Where it does not, start it anew.");
        health
            .MapGet("/ready", ReadyAsync)
            .WithSummary("Storage answers within a second, so that calls can be taken; otherwise 503 says why not.")
            .ProducesProblem(503);
    }

    private static Ok<Health> Well() => TypedResults.Ok(new Health("ok"));

    private static async Task<Results<Ok<Health>, ProblemHttpResult>> ReadyAsync(Readiness readiness, CancellationToken cancellation) =>
        await readiness.FaultAsync(cancellation) is { } fault
            ? Problems.Of(StatusCodes.Status503ServiceUnavailable, fault)
            : TypedResults.Ok(new Health("ready"));
}

internal sealed record Health(string Status);
