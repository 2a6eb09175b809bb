using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Monitors;

/// <summary>
/// When a share of calls is surely too large, and not by chance. Where exactly the allowed share of calls lies past a limit, the number that
/// does is binomial; an alarm needs a number that is reached by chance in one look of a million. This is the one-sided bound of a quantile
/// by its order statistics, and the lower Clopper–Pearson bound of a proportion.
/// </summary>
public static class Certainty
{
    /// <summary>
    /// At most this often does one look alarm at what lies exactly at its limit. With a look a minute at two windows that is at most
    /// 0.003 false alarms a day for such a measure, one in 347 days; what lies better than its limit alarms less.
    /// </summary>
    public const double RiskPerLook = 1e-6;

    /// <param name="past">How many of <paramref name="n"/> lie past the limit.</param>
    /// <param name="allowed">The share that may: 0.05 for a limit of a 95th percentile.</param>
    public static bool IsTooMany(long past, long n, double allowed) =>
        past > n * allowed && BinomialTail.AtLeast(past, n, allowed) <= RiskPerLook;

    /// <summary>The same with a state: warning past the limit, critical past the worse one.</summary>
    public static VerdictState StateOf(long pastLimit, long pastCritical, long n, double allowed) =>
        IsTooMany(pastCritical, n, allowed) ? VerdictState.Critical
        : IsTooMany(pastLimit, n, allowed) ? VerdictState.Warning
        : VerdictState.Ok;
}
