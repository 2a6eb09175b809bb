using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports.Weekly;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;

namespace LlmMonitor.Functions.Reports.Weekly;

/// <summary>What users complained about in a week, and what people decide about it.</summary>
internal static class WeeklyApi
{
    private const int LongestNote = 4000;
    private const int LongestOwner = 200;

    public static void MapWeekly(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/reports/weekly", GetAsync)
            .RequireScope(Scope.Read)
            .WithTags("Reports")
            .WithName("GetWeeklyReport")
            .WithSummary(
                "Themes of a week's negative feedback, as JSON or with Accept: text/html as it is mailed; ?week=2026-W47, otherwise last week"
            )
            .Produces<WeeklyReport>(200, "application/json", "text/html")
            .ProducesProblem(400);
        v1.MapPost("/reports/weekly/{week}/themes/{id}/decision", DecideAsync)
            .RequireScope(Scope.Review, or: Scope.Admin)
            .WithTags("Reports")
            .WithName("DecideWeeklyTheme")
            .WithSummary("Say what becomes of a theme: known, fix, golden or not_an_issue; golden adds its examples to a golden set")
            .Produces<ThemeDecisionAnswer>()
            .ProducesProblem(400)
            .ProducesProblem(404);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context,
        WeeklyReports reports,
        WeeklyLetter letters,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var (project, query) = (context.ProjectOf(), new QueryReader(context.Request));
        var current = IsoWeek.Of(time.GetUtcNow(), CostReports.ZoneOf(project));
        var week = current.Before;
        if (query.Text("week") is { } text && Fault(text, current, out week) is { } fault)
            query.Fault("week", fault);
        if (query.Refusal is { } refusal)
            return refusal;
        var (report, _) = await reports.ReadAsync(project, week, cancellation);
        return ReportsApi.WantsHtml(context.Request)
            ? TypedResults.Content(await letters.HtmlAsync(report), "text/html; charset=utf-8")
            : TypedResults.Ok(report);
    }

    private static async Task<IResult> DecideAsync(
        string week,
        string id,
        ThemeDecisionRequest request,
        HttpContext context,
        WeeklyReports reports,
        WeeklyGolden golden,
        ThemeDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var (project, now) = (context.ProjectOf(), time.GetUtcNow());
        var set = request.Decision == ThemeVerdict.Golden ? request.GoldenSet ?? WeeklyGolden.DefaultSet : null;
        var faults = Faults(request).ToList();
        if (Fault(week, IsoWeek.Of(now, CostReports.ZoneOf(project)), out var wanted) is { } fault)
            faults.Add(new(null, "week", fault));
        if (set is not null and not WeeklyGolden.DefaultSet)
            if (!PathId.IsOne(set) || !await golden.ExistsAsync(project.Id, set, cancellation))
                faults.Add(new(null, "golden_set", "is no golden set of this project"));
        if (faults.Count > 0)
            return Problems.Validation(faults);
        if (!PathId.IsOne(id) || await reports.FindThemeAsync(project, wanted, id, cancellation) is not (var theme, var review))
            return Problems.Of(404, "There is no such theme in this week, and none that is carried over to it.");
        var decision = new ThemeDecision(request.Decision!.Value, request.Owner, request.Note, context.CallerOf().KeyId, now, set);
        var decided = await desk.DecideAsync(project.Id, review.Week, theme, decision, cancellation);
        // After the decision: a kill in between leaves it to the person to send it again, which adds nothing twice.
        var outcome = set is null ? null : await golden.AddAsync(project, set, theme, review, cancellation);
        return TypedResults.Ok(
            new ThemeDecisionAnswer(
                decided.Id,
                decided.IsOpen ? ThemeState.Open : ThemeState.Decided,
                decided.Owner,
                decided.Decisions,
                outcome
            )
        );
    }

    private static IEnumerable<RequestFault> Faults(ThemeDecisionRequest request)
    {
        if (request.Decision is null)
            yield return new(null, "decision", "must be known, fix, golden or not_an_issue");
        if (request.Owner is { } owner && (owner.Length is 0 or > LongestOwner || owner.Any(char.IsControl)))
            yield return new(null, "owner", $"must be 1 to {LongestOwner} characters on one line");
        if (request.Note is { Length: > LongestNote })
            yield return new(null, "note", $"must be at most {LongestNote} characters");
        if (request.GoldenSet is not null && request.Decision is { } decision && decision != ThemeVerdict.Golden)
            yield return new(null, "golden_set", "is only for the decision golden");
    }

    /// <returns>What is wrong with a week; null where it is good.</returns>
    private static string? Fault(string text, IsoWeek current, out IsoWeek week) =>
        !IsoWeek.TryParse(text, out week) ? IsoWeek.Wanted
        : week.Monday > current.Monday ? $"must not be later than the running week, {current}"
        : null;
}

/// <param name="Owner">Who takes care of it; without one the owner stays.</param>
/// <param name="GoldenSet">For <c>golden</c>: which set; otherwise <c>weekly-review</c>, which is made where it is missing.</param>
internal sealed record ThemeDecisionRequest(ThemeVerdict? Decision, string? Owner, string? Note, string? GoldenSet);

/// <param name="Golden">What was added to which set; null of other decisions.</param>
internal sealed record ThemeDecisionAnswer(
    string Id,
    ThemeState State,
    string? Owner,
    IReadOnlyList<ThemeDecision> Decisions,
    GoldenOutcome? Golden
);
