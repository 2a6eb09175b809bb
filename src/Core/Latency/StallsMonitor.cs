using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Latency;

/// <summary>
/// Streams that stop in the middle: gaps so long that a reader believes the answer broke off. One stall in each stream of two hundred tokens is
/// half a percent of the gaps, which a 99th percentile does not see.
/// </summary>
public sealed class StallsMonitor : IMonitor
{
    /// <summary>A gap is a stall at this many times the limit of the 99th percentile: at 5 s for a chat's 0.5 s.</summary>
    public const double StallFactor = 10;

    /// <summary>Which share of streams may stall.</summary>
    public const double AllowedShare = 0.01;

    /// <summary>A stream lies in one cell of one minute, so that stalls in so many cells are not those of one stream.</summary>
    private const int LeastCells = 3;

    public string Name => "stalls";

    public IEnumerable<Verdict> Evaluate(MonitorWindow window)
    {
        var cells = new[] { Look.Quiet }.Concat(Look.Usual).ToDictionary(look => look, look => window.Endpoints(look.Minutes));
        foreach (var endpoint in cells[Look.Quiet].Select(group => group.Key))
            if (window.Thresholds.Of(endpoint).TbtP99Seconds * StallFactor is { } stallSeconds)
                yield return Look.Worst(
                    look => Judge(window, endpoint, look, Stalls.Count(cells[look][endpoint], stallSeconds)),
                    look => Make(window, endpoint, look, Stalls.Count(cells[look][endpoint], stallSeconds))
                );
    }

    private Verdict? Judge(MonitorWindow window, string endpoint, Look look, Stalls seen)
    {
        if (seen.Streams < look.LeastSamples)
            return null;
        var state =
            seen.Cells < LeastCells ? VerdictState.Ok
            : Certainty.IsTooMany(seen.Stalled, seen.Streams, AllowedShare * EndpointThresholds.CriticalFactor) ? VerdictState.Critical
            : Certainty.IsTooMany(seen.Stalled, seen.Streams, AllowedShare) ? VerdictState.Warning
            : VerdictState.Ok;
        return Make(window, endpoint, look, seen) with
        {
            State = state,
            UnknownReason = null,
            Observed = (double)seen.Stalled / seen.Streams,
            Interval = BinomialInterval.ClopperPearson(seen.Stalled, seen.Streams),
            Summary =
                $"{seen.Stalled} of {seen.Streams} streams of {endpoint} stood still for {seen.StallSeconds:0.#} s or more in the last "
                + $"{look.Minutes} minutes, {(state == VerdictState.Ok ? "not surely over" : "surely over")} the {AllowedShare:P0} that may; "
                + $"the longest gap was {seen.LongestSeconds:0.#} s.",
            Evidence =
                state == VerdictState.Ok
                    ? null
                    : new JsonObject { ["stall_seconds"] = seen.StallSeconds, ["longest_gap_seconds"] = seen.LongestSeconds },
        };
    }

    /// <summary>The verdict where too little was seen.</summary>
    private Verdict Make(MonitorWindow window, string endpoint, Look look, Stalls seen) =>
        new(
            Name,
            $"endpoint:{endpoint}",
            VerdictState.Unknown,
            $"Stalls of {endpoint} are not known: {seen.Streams} streams in the last {look.Minutes} minutes, {look.LeastSamples} are needed.",
            null,
            AllowedShare,
            "ratio",
            seen.Streams,
            window.End.Plus(-look.Minutes).Start,
            window.End.Start
        )
        {
            UnknownReason = "too_few",
            Cause = $"endpoint:{endpoint}",
        };

    /// <param name="Stalled">Long gaps, but no more in a cell than it has streams.</param>
    private readonly record struct Stalls(double StallSeconds, long Streams, long Stalled, int Cells, double LongestSeconds)
    {
        public static Stalls Count(IEnumerable<KeyValuePair<RollupKey, RollupCell>> cells, double stallSeconds)
        {
            var sum = new Stalls(stallSeconds, 0, 0, 0, 0);
            foreach (var (_, cell) in cells)
                if (cell.TimeBetweenTokens is { Count: > 0 } gaps)
                {
                    var streams = Math.Min(cell.TimeToFirstToken.Count, gaps.Count);
                    var stalled = Math.Min(gaps.CountAbove(stallSeconds), streams);
                    sum = new Stalls(
                        stallSeconds,
                        sum.Streams + streams,
                        sum.Stalled + stalled,
                        sum.Cells + (stalled > 0 ? 1 : 0),
                        Math.Max(sum.LongestSeconds, gaps.Max!.Value)
                    );
                }
            return sum;
        }
    }
}
