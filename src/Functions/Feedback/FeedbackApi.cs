using System.Text.Json.Serialization;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Functions.Calls;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Feedback;

/// <summary>What users say of answers.</summary>
public static class FeedbackApi
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(100);

    public static void MapFeedback(this IEndpointRouteBuilder v1)
    {
        var feedback = v1.MapGroup("/feedback").WithTags("Feedback");
        feedback
            .MapPost("", PostAsync)
            .RequireScope(Scope.Ingest)
            .WithName("PostFeedback")
            .WithSummary(
                "Record what a user says of an answer: one object, a list, an envelope {\"feedback\": […]} or NDJSON; 202 means durable"
            )
            .Accepts<FeedbackRequest>("application/json", "application/x-ndjson", "application/jsonl")
            .Produces<FeedbackReceipt>(202)
            .ProducesProblem(400)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(503);
        feedback
            .MapPut("/categories", PutCategoriesAsync)
            .RequireScope(Scope.Admin)
            .WithName("PutFeedbackCategories")
            .WithSummary("The project's list of what can be wrong, to which free words are mapped; for feedback from now on")
            .ProducesProblem(400);
        feedback
            .MapGet("/categories", GetCategoriesAsync)
            .RequireScope(Scope.Read)
            .WithName("GetFeedbackCategories")
            .WithSummary("The list to which free words are mapped");
        v1.MapGet("/reports/feedback", ReportAsync)
            .RequireScope(Scope.Read)
            .WithTags("Reports")
            .WithName("GetFeedbackReport")
            .WithSummary("Satisfaction with its interval, corrections, and how many requests are rated; by group where group_by says so")
            .Produces<FeedbackReport>()
            .ProducesProblem(400);
    }

    private static async Task<IResult> PostAsync(
        HttpContext context,
        FeedbackDesk desk,
        ILogger<FeedbackDesk> log,
        CancellationToken cancellation
    )
    {
        var body = new BatchBody<FeedbackReading>("feedback", FeedbackReader.Read, FeedbackReading.Unreadable);
        var (read, refusal) = await body.ReadAsync(context.Request, cancellation);
        if (refusal is not null)
            return refusal;
        var project = context.ProjectOf();
        try
        {
            var receipt = await desk.TakeAsync(project, read, cancellation);
            return receipt.Accepted + receipt.Duplicates > 0
                ? TypedResults.Json(receipt, statusCode: StatusCodes.Status202Accepted)
                : Problems.Validation(
                    receipt.Rejected.SelectMany(one => one.Errors.Select(fault => new RequestFault(one.Index, fault.Field, fault.Message)))
                );
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "{Count} pieces of feedback of project {Project} could not be kept.", read.Count, project.Id);
            context.Response.Headers.RetryAfter = "5";
            return Problems.Of(503, "Not all feedback could be kept. Send it again: nothing is counted twice.");
        }
    }

    private static async Task<Results<Ok<FeedbackCategories>, ProblemHttpResult>> PutCategoriesAsync(
        CategoriesRequest request,
        HttpContext context,
        FeedbackStore store,
        CancellationToken cancellation
    )
    {
        var list = new FeedbackCategories([
            .. (request.Categories ?? []).Select(one => new FeedbackCategory(
                one?.Name ?? "",
                [.. (one?.Words ?? []).Select(word => word ?? "")]
            )),
        ]);
        if (list.Faults() is { Count: > 0 } faults)
            return Problems.Validation(faults.Select(fault => new RequestFault(null, fault.Field, fault.Message)));
        await store.PutCategoriesAsync(context.ProjectOf().Id, list, cancellation);
        return TypedResults.Ok(list);
    }

    private static async Task<Ok<FeedbackCategories>> GetCategoriesAsync(
        HttpContext context,
        FeedbackStore store,
        CancellationToken cancellation
    ) => TypedResults.Ok(await store.CategoriesAsync(context.ProjectOf().Id, cancellation));

    private static async Task<IResult> ReportAsync(
        HttpContext context,
        FeedbackReports reports,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var query = new QueryReader(context.Request);
        var (from, to) = query.Span(time.GetUtcNow().AddMinutes(1), Longest);
        var groupBy = query.Word("group_by", null, RollupDimensions.Words);
        return query.Refusal is { } refusal
            ? refusal
            : TypedResults.Ok(await reports.ReadAsync(context.ProjectOf(), from, to, groupBy, cancellation));
    }

    private sealed record CategoriesRequest(IReadOnlyList<CategoryRequest?>? Categories);

    private sealed record CategoryRequest(string? Name, IReadOnlyList<string?>? Words);
}

/// <summary>Feedback as it is sent.</summary>
/// <param name="Type">thumbs_up, thumbs_down, correction or report.</param>
/// <param name="CorrectionText">What it should have been; only of a correction.</param>
/// <param name="IssueCategory">What was wrong, of the project's list or in free words.</param>
internal sealed record FeedbackRequest(
    [property: JsonRequired] string RequestId,
    [property: JsonRequired] FeedbackType Type,
    string? UserId = null,
    string? CorrectionText = null,
    string? IssueCategory = null
);
