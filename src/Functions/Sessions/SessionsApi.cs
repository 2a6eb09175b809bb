using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Sessions;
using LlmMonitor.Functions.Calls;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;

namespace LlmMonitor.Functions.Sessions;

/// <summary>Whether people reach what they came for.</summary>
public static class SessionsApi
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(100);

    private static readonly Dictionary<string, RollupDimension?> Groupings = RollupDimensions
        .Words.Where(word => word.Value != RollupDimension.Endpoint)
        .ToDictionary(StringComparer.Ordinal);

    public static void MapSessions(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/sessions/events", PostAsync)
            .RequireScope(Scope.Ingest)
            .WithTags("Sessions")
            .WithName("PostSessionEvents")
            .WithSummary("Record what happened in sessions: one event, a list, an envelope {\"events\": […]} or NDJSON; 202 means durable")
            .Accepts<SessionEventRequest>("application/json", "application/x-ndjson", "application/jsonl")
            .Produces<SessionReceipt>(202)
            .ProducesProblem(400)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(503);
        v1.MapGet("/reports/sessions", ReportAsync)
            .RequireScope(Scope.Read)
            .WithTags("Reports")
            .WithName("GetSessionReport")
            .WithSummary(
                "Completion and abandonment of sessions with intervals, turns, and cost per completed task; by group where group_by says so"
            )
            .Produces<SessionReport>()
            .ProducesProblem(400);
    }

    private static async Task<IResult> PostAsync(
        HttpContext context,
        SessionDesk desk,
        TimeProvider time,
        ILogger<SessionDesk> log,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf();
        var (now, retention) = (time.GetUtcNow(), TimeSpan.FromDays(project.Settings.RetentionDays));
        var place = 0;
        var body = new BatchBody<SessionEventReading>(
            "events",
            // Events that name no time keep the order of the request.
            json => SessionEventReader.Read(json, now.AddTicks(place++), retention),
            SessionEventReading.Unreadable
        );
        var (read, refusal) = await body.ReadAsync(context.Request, cancellation);
        if (refusal is not null)
            return refusal;
        try
        {
            var receipt = await desk.TakeAsync(project.Id, read, cancellation);
            return receipt.Accepted + receipt.Duplicates > 0
                ? TypedResults.Json(receipt, statusCode: StatusCodes.Status202Accepted)
                : Problems.Validation(
                    receipt.Rejected.SelectMany(one => one.Errors.Select(fault => new RequestFault(one.Index, fault.Field, fault.Message)))
                );
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "{Count} session events of project {Project} could not be kept.", read.Count, project.Id);
            context.Response.Headers.RetryAfter = "5";
            return Problems.Of(
                503,
                "Not all events could be kept. Send them again, with the same timestamp or event_id: nothing is counted twice."
            );
        }
    }

    private static async Task<IResult> ReportAsync(
        HttpContext context,
        SessionReports reports,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var query = new QueryReader(context.Request);
        var (from, to) = query.Span(time.GetUtcNow().AddMinutes(10), Longest);
        var groupBy = query.Word("group_by", null, Groupings);
        return query.Refusal is { } refusal
            ? refusal
            : TypedResults.Ok(await reports.ReadAsync(context.ProjectOf(), from, to, groupBy, cancellation));
    }
}

/// <summary>A session event as it is sent.</summary>
/// <param name="EventType">start, follow_up, task_complete or abandon.</param>
/// <param name="Timestamp">When it happened; when it was received where it is left out.</param>
/// <param name="EventId">Two events of one id are one; without it, two of one type and timestamp are.</param>
/// <param name="Metadata">feature, model, prompt_version: what the session is of; rephrasing: true where a follow-up asks the same again. Nothing else of it is kept.</param>
internal sealed record SessionEventRequest(
    [property: JsonRequired] string SessionId,
    [property: JsonRequired] SessionEventType EventType,
    DateTimeOffset? Timestamp = null,
    string? EventId = null,
    JsonElement? Metadata = null
);
