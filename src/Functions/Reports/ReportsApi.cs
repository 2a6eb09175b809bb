using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;
using Microsoft.Net.Http.Headers;

namespace LlmMonitor.Functions.Reports;

/// <summary>The reports that people get by e-mail.</summary>
public static class ReportsApi
{
    public static void MapReports(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/reports/daily", DailyAsync)
            .RequireScope(Scope.Read)
            .WithTags("Reports")
            .WithName("GetDailyReport")
            .WithSummary("The daily e-mail as JSON, or with Accept: text/html as it is sent; yesterday unless ?date= says otherwise")
            .Produces<DailyReport>(200, "application/json", "text/html")
            .ProducesProblem(400);

    private static async Task<IResult> DailyAsync(
        HttpContext context,
        DailyReports reports,
        ReportStore store,
        DailyLetter letters,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf();
        var query = new QueryReader(context.Request);
        var today = LocalDay.Of(time.GetUtcNow(), CostReports.ZoneOf(project));
        var date = query.Date("date") ?? today.AddDays(-1);
        if (date > today)
            query.Fault("date", $"must not be after today, which is {today:yyyy-MM-dd} in the project's zone {project.Settings.Zone}");
        if (query.Refusal is { } refusal)
            return refusal;
        // What people got is what is shown; a day that was not mailed is computed now.
        var report = await store.FindAsync(project.Id, date, cancellation) ?? await reports.ReadAsync(project, date, cancellation);
        return WantsHtml(context.Request)
            ? TypedResults.Content(await letters.HtmlAsync(report), "text/html; charset=utf-8")
            : TypedResults.Ok(report);
    }

    internal static bool WantsHtml(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var types)
        && types.OrderByDescending(type => type.Quality ?? 1).FirstOrDefault()?.MediaType == "text/html";
}
