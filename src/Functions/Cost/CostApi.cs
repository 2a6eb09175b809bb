using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Operations;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Cost;

/// <summary>What calls cost, would cost, and cost by today's prices.</summary>
public static class CostApi
{
    public static void MapCost(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/reports/cost", ReportAsync)
            .RequireScope(Scope.Read)
            .WithTags("Reports")
            .WithName("GetCostReport")
            .WithSummary("What a day of the project's zone (?date=) or a span (?from&to) cost, with breakdowns that sum to the total")
            .ProducesProblem(400);
        v1.MapPost("/cost/quote", Quote)
            .RequireScope(Scope.Read)
            .WithTags("Cost")
            .WithName("QuoteCost")
            .WithSummary("What calls would cost before they are made")
            .ProducesProblem(400);
        v1.MapPost("/cost/reprice", RepriceAsync)
            .RequireScope(Scope.Admin)
            .WithTags("Cost")
            .WithName("RepriceCalls")
            .WithSummary("Price the calls of a span anew by today's table; an audit row keeps what they cost before")
            .ProducesProblem(400);
    }

    private static async Task<Results<Ok<CostReport>, ProblemHttpResult>> ReportAsync(
        HttpContext context,
        CostReports reports,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf();
        var query = new QueryReader(context.Request);
        var date = query.Date("date");
        var byDay = date is not null || (query.Text("from") is null && query.Text("to") is null);
        var (from, to) = byDay ? default : query.Span(time.GetUtcNow() + CallLimits.ClockAhead, TimeSpan.FromDays(100));
        if (date is not null && (query.Text("from") ?? query.Text("to")) is not null)
            query.Fault("date", "must stand alone: ask for a day of the project's zone by date, or for a span by from and to");
        if (query.Refusal is { } refusal)
            return refusal;
        return TypedResults.Ok(
            byDay
                ? await reports.OfDayAsync(project, date ?? LocalDay.Of(time.GetUtcNow(), CostReports.ZoneOf(project)), cancellation)
                : await reports.OfSpanAsync(project, from, to, cancellation)
        );
    }

    private static Results<Ok<QuoteAnswer>, ProblemHttpResult> Quote(
        QuoteRequest request,
        HttpContext context,
        PriceTable prices,
        TimeProvider time
    )
    {
        var faults = request.Faults().ToList();
        if (faults.Count > 0)
            return Problems.Validation(faults);
        var call = request.AsCall(time.GetUtcNow());
        var question = PriceStep.Question(call, context.ProjectOf(), prices);
        return TypedResults.Ok(QuoteAnswer.Of(CostQuote.For(prices, question, call.Timestamp, call.Usage, request.NCalls ?? 1)));
    }

    private static async Task<Results<Accepted<OperationStarted>, ProblemHttpResult>> RepriceAsync(
        RepriceRequest request,
        HttpContext context,
        OperationDesk desk,
        CancellationToken cancellation
    )
    {
        if (request.From is not { } from || request.To is not { } to || from >= to)
            return Problems.Validation([new RequestFault(null, "from", "must be a time before to; both are required")]);
        return OperationsApi.Started(await desk.StartAsync(context.ProjectOf().Id, Reprice.Name, new { from, to }, cancellation));
    }
}

internal sealed record RepriceRequest(DateTimeOffset? From, DateTimeOffset? To);

/// <param name="CostUsd">Exact, as a decimal string; null without a price.</param>
/// <param name="Model">What the provider calls the model that is priced: <c>gpt-4o</c>.</param>
/// <param name="PricedModel">The entry of the price table, as calls show it: <c>openai/gpt-4o</c>.</param>
internal sealed record QuoteAnswer(
    bool Priced,
    string? CostUsd,
    string? Model,
    string? PricedModel,
    DateOnly? PriceFrom,
    string? Reason,
    string PriceTableVersion
)
{
    public static QuoteAnswer Of(CostQuote quote) =>
        new(
            quote.Priced,
            quote.CostUsd is { } usd ? Plain(usd) : null,
            quote.Model?[(quote.Model.IndexOf('/') + 1)..],
            quote.Model,
            quote.PriceFrom,
            quote.Reason,
            quote.TableVersion
        );

    private static string Plain(decimal usd) => usd.ToString("0.############################");
}
