using System.Buffers.Text;
using System.Globalization;
using System.Text;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Calls;

/// <summary>The door through which calls come in, and where they are looked up.</summary>
public static class CallsApi
{
    private static readonly Dictionary<string, CallOrder> Orders = new(StringComparer.Ordinal)
    {
        ["time"] = CallOrder.Time,
        ["cost"] = CallOrder.Cost,
        ["total_seconds"] = CallOrder.TotalSeconds,
    };

    public static void MapCalls(this IEndpointRouteBuilder v1)
    {
        var calls = v1.MapGroup("/calls").WithTags("Calls");
        calls
            .MapPost("", PostAsync)
            .RequireScope(Scope.Ingest)
            .WithName("PostCalls")
            .WithSummary("Record one call, a list, an envelope {\"calls\": […]} or NDJSON; 202 means durable")
            .Accepts<CallRequest>("application/json", "application/x-ndjson", "application/jsonl")
            .Produces<CallReceipt>(202)
            .ProducesProblem(400)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(503);
        calls
            .MapGet("", ListAsync)
            .RequireScope(Scope.Read)
            .WithName("ListCalls")
            .WithSummary("Calls by time, cost or duration; with check only those that failed it")
            .ProducesProblem(400);
        calls
            .MapGet("/{requestId}", GetAsync)
            .RequireScope(Scope.Read)
            .WithName("GetCall")
            .WithSummary("One call with the texts that are kept of it")
            .ProducesProblem(404);
    }

    private static async Task<IResult> PostAsync(
        HttpContext context,
        CallIngest ingest,
        TimeProvider time,
        ILogger<CallIngest> log,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf();
        var (now, retention) = (time.GetUtcNow(), TimeSpan.FromDays(project.Settings.RetentionDays));
        if (project.CallsKeptFrom is { } kept && now - kept < retention)
            retention = now - kept; // A longer retention brings nothing back: what counted already cannot be known.
        var (calls, refusal) = await new BatchBody<CallReading>(
            "calls",
            json => CallValidator.Read(json, now, retention),
            CallReading.Unreadable
        ).ReadAsync(context.Request, cancellation);
        if (refusal is not null)
            return refusal;
        try
        {
            return Answer(await ingest.TakeAsync(project, calls, cancellation));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "{Count} calls of project {Project} could not be kept.", calls.Count, project.Id);
            context.Response.Headers.RetryAfter = "5";
            return Problems.Of(503, "The calls could not be kept. Send them again, under the same request ids: none is counted twice.");
        }
    }

    private static IResult Answer(CallReceipt receipt) =>
        receipt.Accepted + receipt.Duplicates > 0
            ? TypedResults.Json(receipt, statusCode: StatusCodes.Status202Accepted)
            : Problems.Validation(
                receipt.Rejected.SelectMany(call => call.Errors.Select(fault => new RequestFault(call.Index, fault.Field, fault.Message)))
            );

    private static async Task<Results<Ok<CallAnswer>, ProblemHttpResult>> GetAsync(
        string requestId,
        HttpContext context,
        CallStore calls,
        CancellationToken cancellation
    )
    {
        if (await calls.FindAsync(context.ProjectOf().Id, requestId, cancellation) is not { } found)
            return Problems.Of(404, "There is no such call.");
        return TypedResults.Ok(CallAnswer.Of(found.Call, await calls.FindTextsAsync(found.Place, found.Call, cancellation)));
    }

    private static async Task<Results<Ok<CallList>, ProblemHttpResult>> ListAsync(
        HttpContext context,
        CallSearch search,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var query = new QueryReader(context.Request);
        var (from, to) = query.Span(time.GetUtcNow() + CallLimits.ClockAhead, TimeSpan.FromDays(400));
        var wanted = new CallQuery(from, to)
        {
            Endpoint = query.Text("endpoint"),
            Feature = query.Text("feature"),
            UserId = query.Text("user_id"),
            Model = query.Text("model"),
            FailedCheck = query.Text("check"),
            Order = query.Word("order", CallOrder.Time, Orders),
            Limit = query.Count("limit", CallQuery.DefaultLimit, CallQuery.MaxLimit),
            After = AfterOf(query),
        };
        if (query.Refusal is { } refusal)
            return refusal;
        var page = await search.RunAsync(context.ProjectOf().Id, wanted, cancellation);
        return TypedResults.Ok(
            new CallList([.. page.Calls.Select(call => CallAnswer.Of(call))], page.Next is { } last ? NextOf(last) : null, page.Complete)
        );
    }

    /// <summary>The opaque word that continues a list behind this call.</summary>
    private static string NextOf(LlmCall last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{last.Timestamp.UtcTicks}|{last.RequestId}"));

    private static (DateTimeOffset, string)? AfterOf(QueryReader query)
    {
        if (query.Text("next") is not { } next)
            return null;
        if (Base64Url.IsValid(next) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(next)).Split('|', 2) is [var ticks, var id])
            if (long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks)
                return (new DateTimeOffset(at, TimeSpan.Zero), id);
        query.Fault("next", "must be the next of a list that was answered");
        return null;
    }
}

/// <param name="Complete">False where the search gave up before the end of the span: narrow it.</param>
internal sealed record CallList(IReadOnlyList<CallAnswer> Calls, string? Next, bool Complete);
