using System.Globalization;
using System.Text;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;

namespace LlmMonitor.Functions.Incidents;

/// <summary>Which calls an incident is believed to have touched, for those who must tell of it or do it again. Written while it is read, of any length.</summary>
internal static class AffectedApi
{
    public static void MapAffected(this IEndpointRouteBuilder incidents) =>
        incidents
            .MapGet("/{id}/affected", AffectedAsync)
            .RequireScope(Scope.Read)
            .WithName("GetAffected")
            .WithSummary("Every call believed affected, with reason and confidence; CSV with Accept: text/csv or ?format=csv")
            .Produces<AffectedList>(200, "application/json", "text/csv")
            .ProducesProblem(400)
            .ProducesProblem(404);

    private static async Task<IResult> AffectedAsync(
        string id,
        HttpContext context,
        IncidentStore store,
        AffectedReader reader,
        CancellationToken cancellation
    )
    {
        var query = new QueryReader(context.Request);
        var isCsv = query.Word("format", Accepts.Csv(context.Request), Formats);
        if (query.Refusal is { } refusal)
            return refusal;
        var project = context.ProjectOf();
        if (!PathId.IsOne(id) || await store.FindAsync(project.Id, id, cancellation) is not { } incident)
            return IncidentsApi.NotFound();
        var findings = await store.FindFindingsAsync(project.Id, id, cancellation);
        var affected = findings is null
            ? AsyncEnumerable.Empty<AffectedCall>()
            : reader.ReadAsync(project, incident, findings, null, cancellation).Select(one => one.Affected);
        if (!isCsv)
            return TypedResults.Ok(new AffectedList(id, WhyNone(findings), affected.Select(AffectedLine.Of)));
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{id}-affected.csv\"";
        return TypedResults.Stream(stream => WriteAsync(stream, affected, cancellation), "text/csv; charset=utf-8");
    }

    private static readonly Dictionary<string, bool> Formats = new(StringComparer.Ordinal) { ["csv"] = true, ["json"] = false };

    private static string? WhyNone(IncidentFindings? findings) =>
        findings is null ? "not_investigated"
        : findings.Affected.From is null ? "nothing_believed_affected"
        : null;

    private static async Task WriteAsync(Stream stream, IAsyncEnumerable<AffectedCall> affected, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n" };
        await writer.WriteLineAsync("request_id,timestamp,reason,confidence");
        await foreach (var one in affected.WithCancellation(cancellation))
            await writer.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{CsvText.Field(one.Id)},{one.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ},{CsvText.Field(one.Reason)},{one.Confidence:0.###}"
                )
            );
    }
}

/// <param name="Unknown">Why the list is empty without anything having been looked at: <c>not_investigated</c>, <c>nothing_believed_affected</c>.</param>
internal sealed record AffectedList(string Incident, string? Unknown, IAsyncEnumerable<AffectedLine> Affected);

/// <param name="Confidence">0 to 1; from 0.5 on the call is believed affected, below it is suspected.</param>
internal sealed record AffectedLine(string RequestId, DateTimeOffset Timestamp, string Reason, double Confidence)
{
    public static AffectedLine Of(AffectedCall call) => new(call.Id, call.Time, call.Reason, Math.Round(call.Confidence, 3));
}
