using System.Text.Json.Nodes;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Monitors;

/// <summary>
/// Judges a quantile of one measure of each endpoint against its threshold: never a single call, only a share of calls past the limit that
/// is surely larger than the quantile allows (<see cref="Certainty"/>). Errored calls are no part of any measure.
/// </summary>
/// <param name="Rule">The monitor's name: <c>ttft_p95</c>.</param>
/// <param name="What">For people: "95th percentile of time to first token".</param>
/// <param name="Quantile">0.95 for the 95th percentile.</param>
/// <param name="Sketch">The measure.</param>
/// <param name="Limit">The threshold; null is not judged.</param>
public sealed record QuantileWatch(
    string Rule,
    string What,
    double Quantile,
    string Unit,
    Func<RollupCell, QuantileSketch> Sketch,
    Func<EndpointThresholds, double?> Limit
)
{
    private const int MostSlow = 5;

    /// <summary>It is bad to be small, as with tokens a second.</summary>
    public bool IsLowBad { get; init; }

    /// <summary>
    /// How many values of a cell are independent of each other; null is all of them. Gaps between the tokens of one stream are slow or fast
    /// together, so that there only streams count.
    /// </summary>
    public Func<RollupCell, double>? Independent { get; init; }

    public IEnumerable<Verdict> Evaluate(MonitorWindow window)
    {
        var cells = new[] { Look.Quiet }.Concat(Look.Usual).ToDictionary(look => look, look => window.Endpoints(look.Minutes));
        foreach (var endpoint in cells[Look.Quiet].Select(group => group.Key))
            if (Limit(window.Thresholds.Of(endpoint)) is { } limit)
                yield return Look.Worst(
                    look => Judge(window, endpoint, limit, look, cells[look][endpoint]),
                    look => Unknown(window, endpoint, limit, look, cells[look][endpoint])
                );
            else
                yield return Unknown(window, endpoint, null, Look.Quiet, cells[Look.Quiet][endpoint]);
    }

    private Verdict? Judge(
        MonitorWindow window,
        string endpoint,
        double limit,
        Look look,
        IEnumerable<KeyValuePair<RollupKey, RollupCell>> cells
    )
    {
        var sketch = Sum(cells).Sketch;
        var (judged, independent) = Independent is null ? Sum(cells) : Sum(WithoutWorst(cells, limit));
        if (independent < look.LeastSamples)
            return null;
        var each = independent / judged.Count;
        var state = Certainty.StateOf(
            (long)(Past(judged, limit) * each),
            (long)(Past(judged, CriticalOf(limit)) * each),
            (long)independent,
            IsLowBad ? Quantile : 1 - Quantile
        );
        var past = Past(sketch, limit);
        var observed = sketch.Quantile(Quantile)!.Value;
        var verdict = Make(window, endpoint, limit, look, sketch.Count) with
        {
            State = state,
            Observed = observed,
            Interval = Independent is null ? QuantileInterval.Of(sketch, Quantile) : null,
            Summary =
                $"The {What} of {endpoint} was {Text(observed)} in the last {look.Minutes} minutes, "
                + (
                    state == VerdictState.Ok ? "within"
                    : IsLowBad ? "surely under"
                    : "surely over"
                )
                + $" the limit of {Text(limit)}: {past} of {sketch.Count} {Counted} were {(IsLowBad ? "slower" : "longer")}.",
        };
        return state == VerdictState.Ok ? verdict : verdict with { Evidence = EvidenceOf(cells, sketch, past) };
    }

    private Verdict Unknown(
        MonitorWindow window,
        string endpoint,
        double? limit,
        Look look,
        IEnumerable<KeyValuePair<RollupKey, RollupCell>> cells
    )
    {
        var (sketch, independent) = Sum(cells);
        return Make(window, endpoint, limit, look, sketch.Count) with
        {
            UnknownReason = limit is null ? "no_threshold" : "too_few",
            Summary = limit is null
                ? $"The {What} of {endpoint} is not judged: it has no limit."
                : $"The {What} of {endpoint} is not known: {(long)independent} samples in the last {look.Minutes} minutes, {look.LeastSamples} are needed.",
        };
    }

    private Verdict Make(MonitorWindow window, string endpoint, double? limit, Look look, long n) =>
        new(
            Rule,
            $"endpoint:{endpoint}",
            VerdictState.Unknown,
            "",
            null,
            limit,
            Unit,
            n,
            window.End.Plus(-look.Minutes).Start,
            window.End.Start
        )
        {
            Cause = $"endpoint:{endpoint}",
        };

    private (QuantileSketch Sketch, double Independent) Sum(IEnumerable<KeyValuePair<RollupKey, RollupCell>> cells)
    {
        var (sum, independent) = (new QuantileSketch(), 0.0);
        foreach (var (_, cell) in cells)
            if (Sketch(cell) is { Count: > 0 } sketch)
            {
                sum.Merge(sketch);
                independent += Math.Min(Independent?.Invoke(cell) ?? sketch.Count, sketch.Count);
            }
        return (sum, independent);
    }

    /// <summary>One stream lies in one cell: what alarms without the worst cell too is no single stream, however long.</summary>
    private IEnumerable<KeyValuePair<RollupKey, RollupCell>> WithoutWorst(
        IEnumerable<KeyValuePair<RollupKey, RollupCell>> cells,
        double limit
    )
    {
        var worst = cells.Select(cell => cell.Value).MaxBy(cell => Past(Sketch(cell), limit));
        return cells.Where(cell => cell.Value != worst);
    }

    private long Past(QuantileSketch sketch, double limit) => IsLowBad ? sketch.CountBelow(limit) : sketch.CountAbove(limit);

    private double CriticalOf(double limit) =>
        IsLowBad ? limit / EndpointThresholds.CriticalFactor : limit * EndpointThresholds.CriticalFactor;

    private string Counted => Independent is null ? "calls" : "gaps";

    private string Text(double value) => Unit == "seconds" ? $"{value:0.###} s" : $"{value:0.#} tokens/s";

    private JsonObject EvidenceOf(IEnumerable<KeyValuePair<RollupKey, RollupCell>> cells, QuantileSketch sketch, long past)
    {
        var models = cells
            .GroupBy(cell => cell.Key.Model, StringComparer.Ordinal)
            .Select(model => (model.Key, Sum(model).Sketch))
            .Where(model => model.Sketch.Count > 0)
            .OrderByDescending(model => model.Sketch.Count);
        var slowest = new TopList();
        foreach (var (_, cell) in cells)
            slowest.Merge(cell.Slowest);
        return new JsonObject
        {
            ["share_past_limit"] = (double)past / sketch.Count,
            ["by_model"] = new JsonArray([
                .. models.Select(model => new JsonObject
                {
                    ["model"] = model.Key,
                    ["n"] = model.Sketch.Count,
                    ["observed"] = model.Sketch.Quantile(Quantile),
                }),
            ]),
            ["slowest_calls"] = new JsonArray([
                .. slowest
                    .Items.Take(MostSlow)
                    .Select(item => new JsonObject { ["request_id"] = item.Id, ["total_seconds"] = (double)item.Score / 1e6 }),
            ]),
        };
    }
}
