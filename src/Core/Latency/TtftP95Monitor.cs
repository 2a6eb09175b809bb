using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Latency;

/// <summary>The wait before the answer begins, for the unlucky.</summary>
public sealed class TtftP95Monitor : IMonitor
{
    private static readonly QuantileWatch Watch = new(
        "ttft_p95",
        "95th percentile of time to first token",
        0.95,
        "seconds",
        cell => cell.TimeToFirstToken,
        limits => limits.TtftP95Seconds
    );

    public string Name => Watch.Rule;

    public IEnumerable<Verdict> Evaluate(MonitorWindow window) => Watch.Evaluate(window);
}
