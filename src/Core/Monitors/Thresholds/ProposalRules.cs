using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Monitors;

/// <summary>
/// Proposes limits from a project's own hours: where the worst twentieth of normal hours begins, and a quarter of room beyond it. The hours are
/// weighted alike, so that one bad and busy hour does not set the limit.
/// </summary>
public static class ProposalRules
{
    /// <summary>A week, so that each hour of the day and each day of the week was seen.</summary>
    public const int LeastDays = 7;
    public const int MostDays = 28;
    public const double Room = 1.25;
    private const double WorstHours = 0.95;
    private const int LeastHours = 24;
    private const int LeastSamples = 30;
    private const double LeastErrorRate = 0.01;
    private const int JudgedPerWeek = 3_000;

    private static readonly Measure[] Measures =
    [
        new(
            "ttft_p50_seconds",
            c => c.TimeToFirstToken.Count,
            c => c.TimeToFirstToken.Quantile(0.5),
            t => t.TtftP50Seconds,
            (t, v) => t with { TtftP50Seconds = v }
        ),
        new(
            "ttft_p95_seconds",
            c => c.TimeToFirstToken.Count,
            c => c.TimeToFirstToken.Quantile(0.95),
            t => t.TtftP95Seconds,
            (t, v) => t with { TtftP95Seconds = v }
        ),
        new(
            "tbt_p99_seconds",
            c => c.TimeBetweenTokens.Count,
            c => c.TimeBetweenTokens.Quantile(0.99),
            t => t.TbtP99Seconds,
            (t, v) => t with { TbtP99Seconds = v }
        ),
        new(
            "total_p95_seconds",
            c => c.Total.Count,
            c => c.Total.Quantile(0.95),
            t => t.TotalP95Seconds,
            (t, v) => t with { TotalP95Seconds = v }
        ),
        new(
            "tokens_per_second_p50",
            c => c.TokensPerSecond.Count,
            c => c.TokensPerSecond.Quantile(0.5),
            t => t.TokensPerSecondP50,
            (t, v) => t with { TokensPerSecondP50 = v },
            IsLowBad: true
        ),
        new(
            "error_rate",
            c => c.Calls,
            c => (double)c.Errors / c.Calls,
            t => t.ErrorRate,
            (t, v) => t with { ErrorRate = v },
            Least: LeastErrorRate,
            Most: 1
        ),
    ];

    /// <param name="hours">Each hour of the last days that has calls.</param>
    /// <param name="now">The thresholds that hold.</param>
    /// <param name="rates">The shares that the judge sees, as the project set them.</param>
    public static IReadOnlyList<ThresholdProposal> Of(
        IReadOnlyDictionary<Minute, RollupSet> hours,
        ThresholdBook now,
        IReadOnlyDictionary<string, double> rates
    )
    {
        var endpoints = new SortedDictionary<string, Dictionary<Minute, RollupCell>>(StringComparer.Ordinal);
        foreach (var (hour, set) in hours)
        foreach (var (key, cell) in set.Cells.Where(cell => cell.Key.Origin == CallOrigin.User))
        {
            if (!endpoints.TryGetValue(key.Endpoint, out var cells))
                endpoints[key.Endpoint] = cells = [];
            if (!cells.TryGetValue(hour, out var sum))
                cells[hour] = sum = new RollupCell();
            sum.Merge(cell);
        }
        return [.. endpoints.Select(endpoint => Of(endpoint.Key, endpoint.Value, now.Of(endpoint.Key), rates))];
    }

    private static ThresholdProposal Of(
        string endpoint,
        Dictionary<Minute, RollupCell> hours,
        EndpointThresholds now,
        IReadOnlyDictionary<string, double> rates
    )
    {
        var days = hours.Count == 0 ? 0 : (hours.Keys.Max().Number - hours.Keys.Min().Number) / (double)Minute.PerDay;
        var limits = Measures.Select(measure => Propose(measure, [.. hours.Values], days, now)).ToList();
        var next = Measures
            .Zip(limits)
            .Where(pair => pair.Second.Proposed is not null)
            .Aggregate(now, (thresholds, pair) => pair.First.Set(thresholds, pair.Second.Proposed));
        var perDay = hours.Values.Sum(hour => hour.Calls) / Math.Max(1, days);
        var rate = rates.TryGetValue(endpoint, out var own) ? own : (double?)null;
        return new ThresholdProposal(endpoint, next, limits, ProposeRate(perDay, days, rate));
    }

    private static ProposedLimit Propose(Measure measure, IReadOnlyList<RollupCell> hours, double days, EndpointThresholds now)
    {
        var judged = hours.Where(hour => measure.Count(hour) >= LeastSamples).ToList();
        var (limit, samples) = (measure.Limit(now), judged.Sum(measure.Count));
        // Less than an hour short of a week is a week: the last hour is not over.
        if (judged.Count < LeastHours || days < LeastDays - 0.1)
            return new(
                measure.Field,
                limit,
                null,
                judged.Count,
                samples,
                $"Too little is known: {judged.Count} hours with {LeastSamples} samples over {days:0.#} days; {LeastHours} hours over {LeastDays} days are needed."
            );
        var values = judged.Select(hour => measure.Value(hour)!.Value).ToArray();
        var edge = ExactQuantile.Of(values, measure.IsLowBad ? 1 - WorstHours : WorstHours)!.Value;
        var proposed = Math.Clamp(TwoDigits(measure.IsLowBad ? edge / Room : edge * Room), measure.Least, measure.Most);
        return new(
            measure.Field,
            limit,
            proposed,
            judged.Count,
            samples,
            $"In 19 of 20 hours it was {(measure.IsLowBad ? "at least" : "at most")} {edge:0.####}; {proposed:0.####} leaves a quarter of room."
        );
    }

    /// <summary>Where nothing is found among n judged calls, harm is below 3/n with 95 % confidence: the rule of three (Hanley and Lippman-Hand 1983).</summary>
    private static ProposedRate ProposeRate(double callsPerDay, double days, double? now)
    {
        if (days < LeastDays - 0.1 || callsPerDay == 0)
            return new(now, null, callsPerDay, $"Too little is known: {days:0.#} days of calls; {LeastDays} are needed.");
        var proposed = Math.Clamp(TwoDigits(JudgedPerWeek / 7.0 / callsPerDay), 0.0001, 1);
        return new(
            now,
            proposed,
            callsPerDay,
            $"At {callsPerDay:#,0} calls a day a share of {proposed} shows the judge {Math.Min(callsPerDay, proposed * callsPerDay) * 7:#,0} a week; "
                + $"after {JudgedPerWeek:#,0} without a finding harm is below 0.1 % with 95 % confidence."
        );
    }

    private static double TwoDigits(double value)
    {
        if (value <= 0)
            return 0;
        var scale = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return (double)((decimal)Math.Round(value / scale) * (decimal)scale);
    }

    private sealed record Measure(
        string Field,
        Func<RollupCell, long> Count,
        Func<RollupCell, double?> Value,
        Func<EndpointThresholds, double?> Limit,
        Func<EndpointThresholds, double?, EndpointThresholds> Set,
        bool IsLowBad = false,
        double Least = 0.001,
        double Most = 86_400
    );
}
