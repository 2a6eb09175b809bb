namespace LlmMonitor.Core.Storage;

/// <summary>When work that failed is tried again.</summary>
public static class WorkRules
{
    /// <summary>Quick tries for a hiccup, slow ones for an outage of hours.</summary>
    private static readonly TimeSpan[] FirstDelays =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30),
    ];

    /// <summary>The first try, the seven above (49 minutes), then one an hour until a day has nearly passed.</summary>
    public const int MostAttempts = 31;

    /// <param name="attempt">The try that failed; the first is 1.</param>
    /// <returns>How long to wait before the next, or null where the tries are used up.</returns>
    public static TimeSpan? DelayAfter(int attempt) =>
        attempt >= MostAttempts ? null
        : attempt <= FirstDelays.Length ? FirstDelays[Math.Max(attempt, 1) - 1]
        : TimeSpan.FromHours(1);
}
