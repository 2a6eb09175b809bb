using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Reliability;

/// <summary>Which share of calls failed, and how; alarms when the share is surely over the endpoint's limit, not when a few calls of few failed.</summary>
public sealed class ErrorRateMonitor : IMonitor
{
    public string Name => "error_rate";

    public IEnumerable<Verdict> Evaluate(MonitorWindow window)
    {
        var cells = new[] { Look.Quiet }.Concat(Look.Usual).ToDictionary(look => look, look => window.Endpoints(look.Minutes));
        foreach (var endpoint in cells[Look.Quiet].Select(group => group.Key))
        {
            var limit = window.Thresholds.Of(endpoint).ErrorRate;
            yield return limit is null
                ? Unknown(window, endpoint, Count(cells[Look.Quiet][endpoint]), null, Look.Quiet)
                : Look.Worst(
                    look => Judge(window, endpoint, Count(cells[look][endpoint]), limit.Value, look),
                    look => Unknown(window, endpoint, Count(cells[look][endpoint]), limit, look)
                );
        }
    }

    private Verdict? Judge(MonitorWindow window, string endpoint, RollupCell sum, double limit, Look look)
    {
        if (sum.Calls < look.LeastSamples)
            return null;
        var (critical, rate) = (Math.Min(1, limit * EndpointThresholds.CriticalFactor), (double)sum.Errors / sum.Calls);
        var state =
            Certainty.IsTooMany(sum.Errors, sum.Calls, critical) ? VerdictState.Critical
            : Certainty.IsTooMany(sum.Errors, sum.Calls, limit) ? VerdictState.Warning
            : VerdictState.Ok;
        var interval = BinomialInterval.ClopperPearson(sum.Errors, sum.Calls);
        var seen = $"{sum.Errors} of {sum.Calls} calls to {endpoint} failed in the last {look.Minutes} minutes: {rate:P1}";
        var verdict = Make(window, endpoint, sum, limit, look) with
        {
            State = state,
            Observed = rate,
            Interval = interval,
            Summary =
                $"{seen} (95 % interval {interval.Low:P1} to {interval.High:P1}), "
                + $"{(state == VerdictState.Ok ? "not surely over" : "surely over")} the limit of {limit:P1}.",
        };
        return state == VerdictState.Ok ? verdict : Explain(verdict, sum);
    }

    /// <summary>Names the kind of trouble where one kind makes up most of it; the limits of a provider are the commonest.</summary>
    private static Verdict Explain(Verdict verdict, RollupCell sum)
    {
        var types = Enum.GetValues<CallErrorType>().Where(type => sum.ErrorsOf(type) > 0).OrderByDescending(sum.ErrorsOf).ToList();
        var evidence = new JsonObject { ["errors_by_type"] = new JsonObject(types.Select(type => Pair(type, sum))) };
        var (main, share) = (types[0], (double)sum.ErrorsOf(types[0]) / sum.Errors);
        if (share < 0.5)
            return verdict with { Evidence = evidence };
        evidence["main_error"] = CallWords.Of(main);
        var named =
            main == CallErrorType.RateLimit
                ? $"This is a storm of rate limits (429): {share:P0} of the errors."
                : $"Mostly {CallWords.Of(main)}: {share:P0} of the errors.";
        return verdict with { Evidence = evidence, Summary = $"{verdict.Summary} {named}" };
    }

    private static KeyValuePair<string, JsonNode?> Pair(CallErrorType type, RollupCell sum) => new(CallWords.Of(type), sum.ErrorsOf(type));

    private Verdict Unknown(MonitorWindow window, string endpoint, RollupCell sum, double? limit, Look look) =>
        Make(window, endpoint, sum, limit, look) with
        {
            UnknownReason = limit is null ? "no_threshold" : "too_few",
            Summary = limit is null
                ? $"The error rate of {endpoint} is not judged: it has no limit."
                : $"The error rate of {endpoint} is not known: {sum.Calls} calls in the last {look.Minutes} minutes, {look.LeastSamples} are needed.",
        };

    private Verdict Make(MonitorWindow window, string endpoint, RollupCell sum, double? limit, Look look) =>
        new(
            Name,
            $"endpoint:{endpoint}",
            VerdictState.Unknown,
            "",
            null,
            limit,
            "ratio",
            sum.Calls,
            window.End.Plus(-look.Minutes).Start,
            window.End.Start
        )
        {
            Cause = $"endpoint:{endpoint}",
        };

    private static RollupCell Count(IEnumerable<KeyValuePair<RollupKey, RollupCell>> cells)
    {
        var sum = new RollupCell();
        foreach (var (_, cell) in cells)
            sum.Merge(cell);
        return sum;
    }
}
