using System.Diagnostics.Metrics;

namespace LlmMonitor.Core.Telemetry;

/// <summary>
/// What the monitor measures of itself; docs/operating/observability.md explains each. Tags are few and bounded: no project, no user, no key.
/// Measuring costs nothing while nobody listens.
/// </summary>
public static class Metrics
{
    private static readonly Meter Meter = new(Traces.SourceName);

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "llm_monitor.calls",
        "{call}",
        "Calls that came in, by outcome: accepted, duplicate or rejected."
    );

    private static readonly Histogram<double> RollupLag = Meter.CreateHistogram<double>(
        "llm_monitor.rollup.lag",
        "s",
        "From the begin of a slot of five seconds, in which calls were accepted, to its rollups."
    );

    private static readonly Counter<long> Work = Meter.CreateCounter<long>(
        "llm_monitor.work",
        "{message}",
        "Messages that were worked on, by queue and outcome: done, retried or set_aside."
    );

    private static readonly Gauge<long> QueueDepth = Meter.CreateGauge<long>(
        "llm_monitor.queue.depth",
        "{message}",
        "Messages in a queue, hidden ones included; looked at each five minutes."
    );

    private static readonly Gauge<long> QueuePoison = Meter.CreateGauge<long>(
        "llm_monitor.queue.poison",
        "{message}",
        "Messages of a queue that failed for good; looked at each five minutes."
    );

    private static readonly Histogram<double> FunctionDuration = Meter.CreateHistogram<double>(
        "llm_monitor.function.duration",
        "s",
        "How long a queue or timer function ran, by function and outcome: ok or failed."
    );

    private static readonly Histogram<double> AlertLatency = Meter.CreateHistogram<double>(
        "llm_monitor.alert.latency",
        "s",
        "From the decision about an alert to its delivery, by type of channel."
    );

    public static void CallsTaken(int accepted, int duplicates, int rejected)
    {
        foreach (var (count, outcome) in new[] { (accepted, "accepted"), (duplicates, "duplicate"), (rejected, "rejected") })
            if (count > 0)
                Calls.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
    }

    public static void SlotFolded(TimeSpan since) => RollupLag.Record(since.TotalSeconds);

    /// <param name="outcome">done, retried or set_aside.</param>
    public static void WorkEnded(string queue, string outcome) => Work.Add(1, new("queue", queue), new("outcome", outcome));

    public static void QueueSeen(string queue, int depth, int poison)
    {
        QueueDepth.Record(depth, new KeyValuePair<string, object?>("queue", queue));
        QueuePoison.Record(poison, new KeyValuePair<string, object?>("queue", queue));
    }

    public static void FunctionRan(string function, bool succeeded, TimeSpan duration) =>
        FunctionDuration.Record(duration.TotalSeconds, new("function", function), new("outcome", succeeded ? "ok" : "failed"));

    public static void AlertDelivered(string channelType, TimeSpan since) =>
        AlertLatency.Record(since.TotalSeconds, new KeyValuePair<string, object?>("channel", channelType));
}
