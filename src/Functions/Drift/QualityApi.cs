using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;

namespace LlmMonitor.Functions.Drift;

/// <summary>Whether outputs changed.</summary>
public static class QualityApi
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static void MapQuality(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/reports/quality", GetAsync)
            .RequireScope(Scope.Read)
            .WithTags("Quality")
            .WithName("GetQualityReport")
            .WithSummary("For each endpoint: whether its outputs changed, what changed, since when, and what its checks found")
            .Produces<QualityReport>()
            .ProducesProblem(400);

    private static async Task<IResult> GetAsync(HttpContext context, QualityReports reports, TimeProvider time, CancellationToken cancellation)
    {
        var query = new QueryReader(context.Request);
        var (from, to) = query.Span(time.GetUtcNow(), Longest);
        return query.Refusal is { } refusal
            ? refusal
            : TypedResults.Ok(await reports.ReadAsync(context.ProjectOf(), from, to, query.Text("endpoint"), cancellation));
    }
}
