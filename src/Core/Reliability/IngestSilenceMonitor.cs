using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Reliability;

/// <summary>
/// An endpoint that called steadily and sends nothing any more: nobody calls, or nobody reports. Silence is long where calls at the pace of the
/// hour before leave such a gap once in a million times, and no gap half as long was seen; or at the minutes that the endpoint's threshold sets.
/// </summary>
public sealed class IngestSilenceMonitor : IMonitor
{
    /// <summary>
    /// The chance of a gap at random. Of n calls at one pace in an hour of T minutes and a gap of g all lie in the hour with a chance of
    /// (T / (T + g))^n, whatever the pace: Przyborowski and Wilenski, Biometrika 31 (1940).
    /// </summary>
    private const double Risk = 1e-6;

    /// <summary>Shorter ones are deployments and hiccups.</summary>
    private const int LeastMinutes = 5;
    private const int BucketMinutes = 5;
    private const double LeastBusyShare = 0.8;
    private const int LeastBuckets = 6;
    private const int PaceMinutes = 60;

    /// <summary>Traffic comes in bursts, which a Poisson stream does not: a gap must also be this many times the longest before.</summary>
    private const int TimesLongestGap = 2;

    public string Name => "ingest_silence";

    public IEnumerable<Verdict> Evaluate(MonitorWindow window)
    {
        var calls = new SortedDictionary<string, SortedDictionary<Minute, long>>(StringComparer.Ordinal);
        foreach (var (minute, set) in window.Minutes.Where(pair => pair.Key < window.End))
        foreach (var (key, cell) in set.Cells.Where(cell => cell.Key.Origin == CallOrigin.User))
        {
            if (!calls.TryGetValue(key.Endpoint, out var minutes))
                calls[key.Endpoint] = minutes = [];
            minutes[minute] = minutes.GetValueOrDefault(minute) + cell.Calls;
        }
        var verdicts = calls
            .Where(endpoint => window.Thresholds.Of(endpoint.Key).SilenceMinutes is not null)
            .Select(endpoint => Judge(window, endpoint.Key, endpoint.Value))
            .ToList();
        // Where all are silent the trouble lies in front of them: one cause, one message.
        var isAll = verdicts.Count > 1 && verdicts.TrueForAll(verdict => verdict.State is VerdictState.Warning or VerdictState.Critical);
        return isAll ? verdicts.Select(verdict => verdict with { Cause = "project" }) : verdicts;
    }

    private Verdict Judge(MonitorWindow window, string endpoint, SortedDictionary<Minute, long> calls)
    {
        var last = calls.Keys.Max();
        var silence = (int)(window.End.Number - last.Number - 1);
        var limit = window.Thresholds.Of(endpoint).SilenceMinutes is > 0 and var set ? set : RhythmLimit(calls, last);
        var verdict = new Verdict(
            Name,
            $"endpoint:{endpoint}",
            VerdictState.Unknown,
            $"Whether {endpoint} is silent is not known: its calls of the last two hours have no steady rhythm.",
            silence * 60.0,
            limit * 60.0,
            "seconds",
            calls.Values.Sum(),
            last.Plus(1).Start,
            window.End.Start
        )
        {
            UnknownReason = "no_baseline",
            Cause = $"endpoint:{endpoint}",
        };
        if (limit is null)
            return verdict;
        var state =
            silence >= limit * EndpointThresholds.CriticalFactor ? VerdictState.Critical
            : silence >= limit ? VerdictState.Warning
            : VerdictState.Ok;
        return verdict with
        {
            State = state,
            UnknownReason = null,
            Summary =
                state == VerdictState.Ok
                    ? $"{endpoint} sent its last call {silence} whole minutes ago; silence begins at {limit}."
                    : $"{endpoint} sends nothing since {last.Plus(1).Start:HH:mm} UTC: {silence} minutes, where {limit} are long ({calls.Values.Sum()} calls in the two hours before).",
        };
    }

    /// <summary>From how many minutes on a gap is silence; null where what was before is no steady traffic.</summary>
    private static int? RhythmLimit(SortedDictionary<Minute, long> calls, Minute last)
    {
        var first = calls.Keys.Min();
        var buckets = (last.Number - first.Number + 1) / BucketMinutes;
        var busy = calls
            .Keys.Select(minute => (last.Number - minute.Number) / BucketMinutes)
            .Where(bucket => bucket < buckets)
            .Distinct()
            .Count();
        if (buckets < LeastBuckets || busy < LeastBusyShare * buckets)
            return null;
        var from = new Minute(Math.Max(first.Number, last.Number - PaceMinutes + 1));
        var minutes = last.Number - from.Number + 1;
        // Not the last call: the hour ends with it by choice.
        var n = calls.Where(pair => pair.Key >= from).Sum(pair => pair.Value) - 1;
        var longest = calls.Keys.Zip(calls.Keys.Skip(1), (left, right) => (int)(right.Number - left.Number - 1)).Max();
        var rare = n < 1 ? double.PositiveInfinity : minutes * (Math.Pow(Risk, -1.0 / n) - 1);
        return rare > MonitorWindow.LookBackMinutes
            ? null
            : Math.Max(Math.Max(LeastMinutes, longest * TimesLongestGap), (int)Math.Ceiling(rare));
    }
}
