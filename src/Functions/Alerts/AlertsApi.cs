using System.Buffers.Text;
using System.Text;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Alerts;

/// <summary>The alerts of a project: what fires, what happened, and who looks after it.</summary>
public static class AlertsApi
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;
    private const int NoteCharacters = 1000;

    private static readonly Dictionary<string, AlertStanding?> States = new(StringComparer.Ordinal)
    {
        ["firing"] = AlertStanding.Firing,
        ["acknowledged"] = AlertStanding.Acknowledged,
        ["suppressed"] = AlertStanding.Suppressed,
        ["resolved"] = AlertStanding.Resolved,
    };

    /// <param name="v1">The group <c>/api/v1</c>.</param>
    public static void MapAlerts(this IEndpointRouteBuilder v1)
    {
        var alerts = v1.MapGroup("/alerts").WithTags("Alerts");
        alerts
            .MapGet("", ListAsync)
            .RequireScope(Scope.Read)
            .WithName("ListAlerts")
            .WithSummary("Alerts, the newest first; ?state=firing for those that fire")
            .ProducesProblem(400);
        alerts
            .MapGet("/{id}", GetAsync)
            .RequireScope(Scope.Read)
            .WithName("GetAlert")
            .WithSummary("One alert with its history, and where its messages went")
            .ProducesProblem(404);
        alerts
            .MapPost("/{id}/acknowledge", AcknowledgeAsync)
            .RequireScope(Scope.Admin, or: Scope.Review)
            .WithName("AcknowledgeAlert")
            .WithSummary("Somebody looks after it: no repeats until it grows worse")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409);
        v1.MapSilences();
        v1.MapChannels();
    }

    private static async Task<Results<Ok<AlertList>, ProblemHttpResult>> ListAsync(
        HttpContext context,
        AlertStore alerts,
        CancellationToken cancellation
    )
    {
        var query = new QueryReader(context.Request);
        var state = query.Word("state", null, States);
        var limit = query.Count("limit", DefaultLimit, MaxLimit);
        var after = AfterOf(query);
        if (query.Refusal is { } refusal)
            return refusal;
        var project = context.ProjectOf().Id;
        var listed = (await alerts.ReadAsync(project, cancellation))
            .Values.Where(kept => state is null ? kept.State.Standing != AlertStanding.Pending : kept.State.Standing == state)
            .Select(kept => AlertAnswer.Of(project, kept.State))
            // An id begins with its time.
            .OrderByDescending(alert => alert.Id, StringComparer.Ordinal)
            .Where(alert => after is null || string.CompareOrdinal(alert.Id, after) < 0)
            .Take(limit + 1)
            .ToList();
        var page = listed.Take(limit).ToList();
        return TypedResults.Ok(
            new AlertList(page, listed.Count > limit ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(page[^1].Id)) : null)
        );
    }

    private static async Task<Results<Ok<AlertDetail>, ProblemHttpResult>> GetAsync(
        string id,
        HttpContext context,
        AlertDesk desk,
        AlertStore alerts,
        NoticeStore notices,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf().Id;
        var alert = await desk.FindAsync(project, id, cancellation);
        var lines = await alerts.HistoryAsync(project, id, cancellation);
        if (alert is null && lines.Count == 0)
            return Problems.Of(404, "There is no such alert.");
        var history = new List<AlertLineAnswer>(lines.Count);
        foreach (var line in lines)
        {
            IReadOnlyList<Delivery> deliveries = line.NoticeId is { } notice
                ? await notices.DeliveriesAsync(project, notice, cancellation)
                : [];
            history.Add(new(line.At, line.Standing, line.Severity, line.Notice, line.Summary, line.Note, deliveries));
        }
        return TypedResults.Ok(new AlertDetail(alert is null ? null : AlertAnswer.Of(project, alert.State), history));
    }

    private static async Task<Results<Ok<AlertAnswer>, ProblemHttpResult>> AcknowledgeAsync(
        string id,
        HttpContext context,
        AlertDesk desk,
        TimeProvider time,
        CancellationToken cancellation,
        AcknowledgeRequest? request = null
    )
    {
        if (request?.Note is { Length: > NoteCharacters })
            return Problems.Validation([new RequestFault(null, "note", $"must be at most {NoteCharacters} characters")]);
        var project = context.ProjectOf().Id;
        if (await desk.FindAsync(project, id, cancellation) is null)
            return Problems.Of(404, "There is no such alert.");
        var by = new AlertAcknowledgement(time.GetUtcNow(), context.CallerOf().KeyId, request?.Note);
        return await desk.AcknowledgeAsync(project, id, by, cancellation) is { } alert
            ? TypedResults.Ok(AlertAnswer.Of(project, alert))
            : Problems.Of(409, "The alert is resolved already.");
    }

    private static string? AfterOf(QueryReader query)
    {
        if (query.Text("next") is not { } next)
            return null;
        if (Base64Url.IsValid(next))
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(next));
        query.Fault("next", "must be the next of a list that was answered");
        return null;
    }
}

internal sealed record AcknowledgeRequest(string? Note);
