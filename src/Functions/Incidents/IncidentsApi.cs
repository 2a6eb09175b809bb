using System.Buffers.Text;
using System.Text;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Incidents.Letters;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Incidents;

/// <summary>Incidents, to be looked at.</summary>
internal static class IncidentsApi
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    private static readonly Dictionary<string, IncidentState?> States = Enum.GetValues<IncidentState>()
        .ToDictionary(state => state.ToString().ToLowerInvariant(), state => (IncidentState?)state, StringComparer.Ordinal);

    public static void MapIncidents(this IEndpointRouteBuilder v1)
    {
        var incidents = v1.MapGroup("/incidents").WithTags("Incidents");
        incidents
            .MapGet("", ListAsync)
            .RequireScope(Scope.Read)
            .WithName("ListIncidents")
            .WithSummary("Incidents, the newest first; ?state=open, investigating, mitigated or closed")
            .ProducesProblem(400);
        incidents
            .MapGet("/{id}", GetAsync)
            .RequireScope(Scope.Read)
            .WithName("GetIncident")
            .WithSummary("One incident: since when, where, what changed, why, what to do; with Accept: text/html as a page")
            .Produces<IncidentAnswer>(200, "application/json", "text/html")
            .ProducesProblem(404);
        incidents.MapAffected();
        incidents.MapActs();
    }

    private static async Task<Results<Ok<IncidentList>, ProblemHttpResult>> ListAsync(
        HttpContext context,
        IncidentStore store,
        CancellationToken cancellation
    )
    {
        var query = new QueryReader(context.Request);
        var state = query.Word("state", null, States);
        var limit = query.Count("limit", DefaultLimit, MaxLimit);
        string? after = null;
        if (query.Text("next") is { } next)
            if (Base64Url.IsValid(next))
                after = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(next));
            else
                query.Fault("next", "must be the next of a list that was answered");
        if (query.Refusal is { } refusal)
            return refusal;
        var page = new List<IncidentLine>();
        string? last = null;
        await foreach (var (key, incident) in store.ListAsync(context.ProjectOf().Id, after, cancellation))
        {
            if (state is not null && incident.State != state)
                continue;
            if (page.Count == limit)
                return TypedResults.Ok(new IncidentList(page, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last!))));
            page.Add(IncidentLine.Of(incident));
            last = key;
        }
        return TypedResults.Ok(new IncidentList(page, null));
    }

    private static async Task<IResult> GetAsync(
        string id,
        HttpContext context,
        IncidentReader reader,
        IncidentLetter letters,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf();
        if (!PathId.IsOne(id) || await reader.ReadAsync(project.Id, id, withTexts: true, cancellation) is not { } incident)
            return NotFound();
        return Accepts.Html(context.Request)
            ? TypedResults.Content(await letters.HtmlAsync(project, incident), "text/html; charset=utf-8")
            : TypedResults.Ok(incident);
    }

    internal static ProblemHttpResult NotFound() => Problems.Of(404, "There is no such incident.");
}

internal sealed record IncidentList(IReadOnlyList<IncidentLine> Incidents, string? Next);

internal sealed record IncidentLine(
    string Id,
    string Title,
    IncidentState State,
    Core.Alerts.AlertSeverity Severity,
    string? Endpoint,
    string? Owner,
    DateTimeOffset OpenedAt,
    DateTimeOffset? MitigatedAt,
    DateTimeOffset? ClosedAt,
    int NAlerts
)
{
    public static IncidentLine Of(Incident incident) =>
        new(
            incident.Id,
            incident.Title,
            incident.State,
            incident.Severity,
            incident.Endpoint,
            incident.Owner,
            incident.OpenedAt,
            incident.MitigatedAt,
            incident.ClosedAt,
            incident.Alerts.Count
        );
}
