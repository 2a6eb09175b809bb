namespace LlmMonitor.Core.SelfMonitoring;

/// <summary>What the app runs by itself: its timers, and the queues whose messages it takes.</summary>
public sealed record WatchedTriggers(IReadOnlyList<TimerSchedule> Timers, IReadOnlyList<string> Queues);

/// <param name="DueBetween">How many runs were due after the first time and up to the second.</param>
public sealed record TimerSchedule(string Name, Func<DateTimeOffset, DateTimeOffset, int> DueBetween);
