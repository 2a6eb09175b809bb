using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Latency;

/// <summary>How long the unlucky wait for the whole answer.</summary>
public sealed class TotalP95Monitor : IMonitor
{
    private static readonly QuantileWatch Watch = new(
        "total_p95",
        "95th percentile of total time",
        0.95,
        "seconds",
        cell => cell.Total,
        limits => limits.TotalP95Seconds
    );

    public string Name => Watch.Rule;

    public IEnumerable<Verdict> Evaluate(MonitorWindow window) => Watch.Evaluate(window);
}
