using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Latency;

/// <summary>The wait before the answer begins, for everybody.</summary>
public sealed class TtftP50Monitor : IMonitor
{
    private static readonly QuantileWatch Watch = new(
        "ttft_p50",
        "median time to first token",
        0.5,
        "seconds",
        cell => cell.TimeToFirstToken,
        limits => limits.TtftP50Seconds
    );

    public string Name => Watch.Rule;

    public IEnumerable<Verdict> Evaluate(MonitorWindow window) => Watch.Evaluate(window);
}
