using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Latency;

/// <summary>How fast answers flow once they have begun.</summary>
public sealed class TokensPerSecondMonitor : IMonitor
{
    private static readonly QuantileWatch Watch = new(
        "tokens_per_second",
        "median of tokens per second",
        0.5,
        "tokens_per_second",
        cell => cell.TokensPerSecond,
        limits => limits.TokensPerSecondP50
    )
    {
        IsLowBad = true,
    };

    public string Name => Watch.Rule;

    public IEnumerable<Verdict> Evaluate(MonitorWindow window) => Watch.Evaluate(window);
}
