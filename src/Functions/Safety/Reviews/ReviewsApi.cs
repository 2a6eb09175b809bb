using System.Buffers.Text;
using System.Text;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Safety.Reviews;

/// <summary>The queue of calls that people decide on.</summary>
internal static class ReviewsApi
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;
    private const int NoteCharacters = 4000;
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(400);

    private static readonly Dictionary<string, ReviewState?> States = Enum.GetValues<ReviewState>()
        .ToDictionary(state => state.ToString().ToLowerInvariant(), state => (ReviewState?)state, StringComparer.Ordinal);

    public static void MapReviews(this IEndpointRouteBuilder v1)
    {
        var reviews = v1.MapGroup("/reviews").WithTags("Reviews");
        reviews
            .MapGet("", ListAsync)
            .RequireScope(Scope.Read, or: Scope.Review)
            .WithName("ListReviews")
            .WithSummary("Open reviews, what is due first first; ?state=closed for closed ones, the newest first")
            .ProducesProblem(400);
        reviews
            .MapPost("", OpenAsync)
            .RequireScope(Scope.Review)
            .WithName("OpenReview")
            .WithSummary("Ask for a look at a call; on a closed review this is an objection, and escalates it")
            .ProducesProblem(400)
            .ProducesProblem(404);
        reviews
            .MapGet("/{id}", GetAsync)
            .RequireScope(Scope.Read, or: Scope.Review)
            .WithName("GetReview")
            .WithSummary("One review with its history and, for scope review, the call's texts as far as they are kept")
            .ProducesProblem(404);
        Act(reviews.MapPost("/{id}/assign", AssignAsync), "AssignReview", "Take a review on for a while; again for a new while");
        Act(reviews.MapPost("/{id}/decision", DecideAsync), "DecideReview", "Say harmful, safe or unsure").ProducesProblem(400);
        Act(reviews.MapPost("/{id}/escalate", EscalateAsync), "EscalateReview", "Pass a review on to somebody else").ProducesProblem(400);
        v1.MapGet("/reports/reviews", ReportAsync)
            .RequireScope(Scope.Read, or: Scope.Review)
            .WithTags("Reports")
            .WithName("GetReviewReport")
            .WithSummary("Precision of patterns, calibration of the judge, and how the queue stands; ?from&to, otherwise 30 days")
            .ProducesProblem(400);
    }

    private static RouteHandlerBuilder Act(RouteHandlerBuilder route, string name, string summary) =>
        route.RequireScope(Scope.Review).WithName(name).WithSummary(summary).ProducesProblem(404).ProducesProblem(409);

    private static async Task<Results<Ok<ReviewList>, ProblemHttpResult>> ListAsync(
        HttpContext context,
        ReviewStore store,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var query = new QueryReader(context.Request);
        var state = query.Word("state", null, States);
        var limit = query.Count("limit", DefaultLimit, MaxLimit);
        var after = AfterOf(query);
        if (query.Refusal is { } refusal)
            return refusal;
        var (project, now) = (context.ProjectOf().Id, time.GetUtcNow());
        var items =
            state == ReviewState.Closed
                ? store.ReadClosedAsync(project, after, cancellation)
                : store.ReadOpenAsync(project, after, cancellation);
        var page = new List<ReviewAnswer>();
        string? last = null;
        await foreach (var (key, item) in items)
        {
            if (state is not null && item.StateAt(now) != state)
                continue;
            if (page.Count == limit)
                return TypedResults.Ok(new ReviewList(page, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last!))));
            page.Add(ReviewAnswer.Of(item, now, SeesTexts(context)));
            last = key;
        }
        return TypedResults.Ok(new ReviewList(page, null));
    }

    private static async Task<Results<Ok<ReviewAnswer>, ProblemHttpResult>> OpenAsync(
        ReviewRequest request,
        HttpContext context,
        JudgeReviews reviews,
        ReviewStore store,
        CallStore calls,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (NoteFault(request.Note) is { } fault)
            return fault;
        if (request.RequestId is not { } id || !PathId.IsOne(id))
            return Problems.Validation([new(null, "request_id", PathId.Wanted)]);
        var (project, now) = (context.ProjectOf(), time.GetUtcNow());
        var call = await calls.FindAsync(project.Id, id, cancellation);
        if (call is null && await store.FindAsync(project.Id, id, cancellation) is null)
            return Problems.Of(404, "There is no such call.");
        var severity = request.Severity ?? PatternSeverity.Medium;
        var reason = new ReviewReason(ReviewSource.Person, context.CallerOf().KeyId, request.Category, severity, now)
        {
            Note = request.Note,
        };
        var item = await reviews.OpenAsync(project, id, call?.Call.Endpoint, reason, cancellation);
        return TypedResults.Ok(ReviewAnswer.Of(item!, now, seesTexts: true));
    }

    private static async Task<Results<Ok<ReviewDetail>, ProblemHttpResult>> GetAsync(
        string id,
        HttpContext context,
        ReviewStore store,
        CallStore calls,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf().Id;
        if (!PathId.IsOne(id) || await store.FindAsync(project, id, cancellation) is not { } kept)
            return NotFound();
        var history = await store.ReadAuditAsync(project, id, cancellation);
        var seesTexts = SeesTexts(context);
        var review = ReviewAnswer.Of(kept.Item, time.GetUtcNow(), seesTexts);
        if (!seesTexts)
            return TypedResults.Ok(
                new ReviewDetail(review, null, "needs_scope_review", [.. history.Select(line => line with { Note = null })])
            );
        if (await calls.FindAsync(project, id, cancellation) is not { } call)
            return TypedResults.Ok(new ReviewDetail(review, null, "no_call", history));
        var texts = await calls.FindTextsAsync(call.Place, call.Call, cancellation);
        return TypedResults.Ok(new ReviewDetail(review, texts, texts is null ? "not_kept" : null, history));
    }

    private static async Task<Results<Ok<ReviewAnswer>, ProblemHttpResult>> AssignAsync(
        string id,
        HttpContext context,
        ReviewDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    ) =>
        PathId.IsOne(id)
            ? Answer(await desk.AssignAsync(context.ProjectOf(), id, context.CallerOf().KeyId, cancellation), time.GetUtcNow())
            : NotFound();

    private static async Task<Results<Ok<ReviewAnswer>, ProblemHttpResult>> DecideAsync(
        string id,
        DecisionRequest request,
        HttpContext context,
        ReviewDesk desk,
        ReviewStore store,
        GoldenFromReview golden,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (NoteFault(request.Note) is { } fault)
            return fault;
        if (request.Verdict is not { } verdict)
            return Problems.Validation([new(null, "verdict", "must be harmful, safe or unsure")]);
        var project = context.ProjectOf();
        if (!PathId.IsOne(id) || await store.FindAsync(project.Id, id, cancellation) is null)
            return NotFound();
        var (example, refused) = request.GoldenSet is { } set
            ? await golden.ExampleAsync(project.Id, id, set, request.Expected, cancellation)
            : default;
        if (refused is not null)
            return Problems.Validation([refused]);
        var by = context.CallerOf().KeyId;
        var outcome = await desk.DecideAsync(project, id, by, verdict, request.Category, request.Note, cancellation);
        if (example is not null && outcome is { Refusal: null })
            if (await golden.AddAsync(project.Id, request.GoldenSet!, example, cancellation) is { } why)
                return Problems.Of(
                    409,
                    $"The decision is kept, but the example was not added: {why}. Send the decision again to try again."
                );
        return Answer(outcome, time.GetUtcNow());
    }

    private static async Task<Results<Ok<ReviewAnswer>, ProblemHttpResult>> EscalateAsync(
        string id,
        HttpContext context,
        ReviewDesk desk,
        TimeProvider time,
        CancellationToken cancellation,
        EscalationRequest? request = null
    )
    {
        if (NoteFault(request?.Note) is { } fault)
            return fault;
        return PathId.IsOne(id)
            ? Answer(
                await desk.EscalateAsync(context.ProjectOf(), id, context.CallerOf().KeyId, request?.Note, cancellation),
                time.GetUtcNow()
            )
            : NotFound();
    }

    private static async Task<Results<Ok<ReviewReport>, ProblemHttpResult>> ReportAsync(
        HttpContext context,
        ReviewStore store,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var (query, now, project) = (new QueryReader(context.Request), time.GetUtcNow(), context.ProjectOf().Id);
        var to = query.Time("to") ?? now;
        var from = query.Time("from") ?? to - DefaultSpan;
        if (from >= to || to - from > LongestSpan)
            query.Fault("from", $"must be before to, by at most {LongestSpan.TotalDays} days");
        if (query.Refusal is { } refusal)
            return refusal;
        var (closed, open) = (new List<ReviewItem>(), new List<ReviewItem>());
        await foreach (var (_, item) in store.ReadClosedAsync(project, from, to, cancellation))
            closed.Add(item);
        await foreach (var (_, item) in store.ReadOpenAsync(project, null, cancellation))
            open.Add(item);
        return TypedResults.Ok(ReviewReport.Of(closed, open, from, to, now));
    }

    private static Results<Ok<ReviewAnswer>, ProblemHttpResult> Answer(ReviewOutcome? outcome, DateTimeOffset now) =>
        outcome is null ? NotFound()
        : outcome.Refusal is { } refusal ? Problems.Of(409, refusal)
        : TypedResults.Ok(ReviewAnswer.Of(outcome.Item, now, seesTexts: true));

    private static bool SeesTexts(HttpContext context) => context.CallerOf().May(Scope.Review);

    private static ProblemHttpResult NotFound() => Problems.Of(404, "There is no such review.");

    private static ProblemHttpResult? NoteFault(string? note) =>
        note is { Length: > NoteCharacters }
            ? Problems.Validation([new(null, "note", $"must be at most {NoteCharacters} characters")])
            : null;

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
