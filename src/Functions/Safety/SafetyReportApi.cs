using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Rates;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;

namespace LlmMonitor.Functions.Safety;

/// <summary>What the gate counted and the judge saw.</summary>
public static class SafetyReportApi
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static void MapSafetyReport(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/reports/safety", GetAsync)
            .RequireScope(Scope.Read)
            .WithTags("Safety")
            .WithName("GetSafetyReport")
            .WithSummary(
                "Rates of harm by endpoint and category with what they may be, how often each pattern was right, and what the gate did"
            )
            .Produces<SafetyReport>()
            .ProducesProblem(400);

    private static async Task<IResult> GetAsync(
        HttpContext context,
        SafetyReports reports,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var query = new QueryReader(context.Request);
        var (from, to) = query.Span(time.GetUtcNow(), Longest);
        return query.Refusal is { } refusal
            ? refusal
            : TypedResults.Ok(await reports.ReadAsync(context.ProjectOf(), from, to, cancellation));
    }
}
