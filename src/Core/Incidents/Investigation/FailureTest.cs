using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Incidents;

/// <summary>What it means that a call failed, by the alert that opened the incident: the same test for calls and for their rollups.</summary>
public sealed record FailureTest(Symptom Symptom, string Rule, string? Check, double? Limit)
{
    /// <summary>From which total time a call is slow; null is no limit. Seconds.</summary>
    public double? SlowSeconds { get; init; }

    /// <summary>Where the alert names no limit: the 95th percentile before. In the unit of what is looked at.</summary>
    public double? UsualLimit { get; init; }

    /// <summary>Of an incident of safety or feedback: what was blocked, found harmful or disliked, and of which calls that is known.</summary>
    public CallMarks? Marks { get; init; }

    public static FailureTest Of(IncidentAlert alert, EndpointThresholds? thresholds)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return new(IncidentScope.SymptomOf(alert), alert.Rule, IncidentScope.CheckOf(alert), LimitOf(alert))
        {
            SlowSeconds = thresholds?.TotalP95Seconds,
        };
    }

    /// <summary>Null where it is not known, or does not apply.</summary>
    public bool? Failed(LlmCall call) =>
        Symptom switch
        {
            Symptom.Checks => CheckFailed(call),
            Symptom.Errors => call.Error is not null,
            Symptom.Latency => call.Error is null && SecondsOf(call) is { } seconds ? seconds > (Limit ?? UsualLimit) : null,
            Symptom.Cost => call.Cost.Usd is { } usd ? (double)usd.Pico / 1e12 > UsualLimit : null,
            Symptom.Safety or Symptom.Feedback => Marks?.Of(call.RequestId),
            _ => null,
        };

    /// <summary>The value that <see cref="UsualLimit"/> is the percentile of; null where the symptom has none.</summary>
    public double? Measured(LlmCall call) =>
        Symptom switch
        {
            Symptom.Latency when call.Error is null => SecondsOf(call),
            Symptom.Cost => call.Cost.Usd is { } usd ? (double)usd.Pico / 1e12 : null,
            _ => null,
        };

    /// <summary>Calls of which it is known, and those that failed.</summary>
    public (long Judged, long Failed) Count(RollupCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        switch (Symptom)
        {
            case Symptom.Checks:
                var counts = cell.Checks.ByName.Where(pair => Check is null || pair.Key == Check).Select(pair => pair.Value).ToList();
                return (counts.Sum(count => count.Pass + count.Fail), counts.Sum(count => count.Fail));
            case Symptom.Errors:
                return (cell.Calls, cell.Errors);
            case Symptom.Latency when (Limit ?? UsualLimit) is { } limit:
                return (SketchOf(cell).Count, SketchOf(cell).CountAbove(limit));
            default:
                return (0, 0);
        }
    }

    public long Slow(RollupCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return SlowSeconds is { } seconds ? cell.Total.CountAbove(seconds) : 0;
    }

    private bool? CheckFailed(LlmCall call)
    {
        var known = call
            .Checks.Where(check => (Check is null || check.Name == Check) && check.Outcome != CheckOutcome.NotApplicable)
            .ToList();
        return known.Count == 0 ? null : known.Exists(check => check.Outcome == CheckOutcome.Fail);
    }

    private bool IsFirstToken => Rule.StartsWith("ttft", StringComparison.Ordinal);

    private double? SecondsOf(LlmCall call) => IsFirstToken ? call.TtftSeconds : call.TotalSeconds;

    private QuantileSketch SketchOf(RollupCell cell) => IsFirstToken ? cell.TimeToFirstToken : cell.Total;

    /// <summary>Limits of gaps and speeds are not of these measures: the usual value stands for them.</summary>
    private static double? LimitOf(IncidentAlert alert) => alert.Rule is "ttft_p50" or "ttft_p95" or "total_p95" ? alert.Limit : null;
}

/// <summary>Calls that somebody or something found bad, and those that were looked at.</summary>
/// <param name="Known">Null where every call was looked at.</param>
public sealed record CallMarks(IReadOnlySet<string> Bad, IReadOnlySet<string>? Known)
{
    public bool? Of(string requestId) =>
        Bad.Contains(requestId) ? true
        : Known is null || Known.Contains(requestId) ? false
        : null;
}
