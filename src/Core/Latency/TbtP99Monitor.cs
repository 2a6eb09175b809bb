using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Latency;

/// <summary>How smoothly answers flow: the 99th percentile of the gaps between tokens, against the limit of that percentile.</summary>
public sealed class TbtP99Monitor : IMonitor
{
    /// <summary>
    /// By how much the length of streams varies is not kept; they are taken as exponential, where n streams judge as surely as n/2 of equal
    /// length: Kish, Survey Sampling (1965), the effective sample size n / (1 + cv²).
    /// </summary>
    private const double PerStream = 0.5;

    private static readonly QuantileWatch Watch = new(
        "tbt_p99",
        "99th percentile of the gaps between tokens",
        0.99,
        "seconds",
        cell => cell.TimeBetweenTokens,
        limits => limits.TbtP99Seconds
    )
    {
        Independent = cell => cell.TimeToFirstToken.Count * PerStream,
    };

    public string Name => Watch.Rule;

    public IEnumerable<Verdict> Evaluate(MonitorWindow window) => Watch.Evaluate(window);
}
