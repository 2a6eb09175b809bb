using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Checks;

/// <summary>
/// Runs the endpoint's output checks on each call's raw texts, and notes which order of day and month its sources prove. Calls without a
/// response, and failed ones, are left as they are.
/// </summary>
public sealed class CheckStep(CheckStore store, DateOrderStore orders) : ICallStep
{
    public async ValueTask<Func<NewCall, NewCall>> ForAsync(Project project, CancellationToken cancellation)
    {
        var checks = await store.RecentAsync(project.Id, cancellation);
        if (checks.Count == 0)
            return static incoming => incoming;
        var learnt = await orders.RecentAsync(project.Id, cancellation);
        return incoming => Check(incoming, checks, learnt);
    }

    private static NewCall Check(NewCall incoming, IReadOnlyDictionary<string, PreparedChecks> checks, DateOrders learnt)
    {
        var (call, texts) = incoming;
        if (
            call.Error is not null
            || texts?.Response is not { } response
            || call.Endpoint is not { } endpoint
            || !checks.TryGetValue(endpoint, out var prepared)
            || prepared.Definitions.Count == 0
        )
            return incoming;
        var subject = new CheckSubject(texts.Prompt, response, texts.Contexts, call.ExpectedLocale, learnt.Of(endpoint, call.Feature));
        var results = prepared.Evaluate(subject);
        // Cut texts may lack what the output rests on: nothing is held against it.
        if (texts.Truncated)
            results = [.. results.Select(result => result.Outcome == CheckOutcome.Fail ? Undecided(result) : result)];
        var order = prepared.Definitions.Any(check => check.Type == DatesGroundedCheck.Name) ? subject.Dates.Proven : DateOrder.Unknown;
        return incoming with { Call = call with { Checks = results, SourceDates = order } };
    }

    private static CheckResult Undecided(CheckResult result) =>
        result with
        {
            Outcome = CheckOutcome.NotApplicable,
            Detail = $"the texts were cut to fit; of what is left: {result.Detail}",
        };
}
