namespace LlmMonitor.Core.Monitors;

/// <summary>
/// A fixed stretch of UTC time that is judged against the four weeks before it, once it is over. As its looks can be counted, the chance of a false alarm
/// is shared out among them. Short ones find what is bad soon, long ones what is small.
/// </summary>
/// <param name="SameTimeOfDay">Only the same hours of those days are compared: people of the night are not those of the day.</param>
public sealed record ChangeWindow(string Name, TimeSpan Length, bool SameTimeOfDay = false)
{
    public static readonly TimeSpan Reference = TimeSpan.FromDays(28);
    private const double PromiseDays = 90;

    public static ChangeWindow SixHours { get; } = new("six hours", TimeSpan.FromHours(6), SameTimeOfDay: true);
    public static ChangeWindow Day { get; } = new("day", TimeSpan.FromDays(1));
    public static ChangeWindow Week { get; } = new("week", TimeSpan.FromDays(7));

    /// <summary>For what is counted by the six hours.</summary>
    public static IReadOnlyList<ChangeWindow> All { get; } = [SixHours, Day, Week];

    /// <summary>For what is counted by the day.</summary>
    public static IReadOnlyList<ChangeWindow> OfDays { get; } = [Day, Week];

    /// <summary>How often it ends in 90 days.</summary>
    public double Looks => PromiseDays / Length.TotalDays;

    /// <summary>The last one that was over for <paramref name="settle"/>; a week begins on Monday.</summary>
    public (DateTimeOffset From, DateTimeOffset Before) LastAt(DateTimeOffset now, TimeSpan settle)
    {
        var ticks = (now - settle).UtcTicks;
        var before = new DateTimeOffset(ticks - ticks % Length.Ticks, TimeSpan.Zero);
        return (before - Length, before);
    }

    /// <summary>The first moment that a look now needs.</summary>
    public static DateTimeOffset OldestAt(DateTimeOffset now, TimeSpan settle) => Week.LastAt(now, settle).From - Reference;

    /// <summary>Where a moment's stretch of so long begins.</summary>
    public static DateTimeOffset BlockOf(DateTimeOffset at, TimeSpan length) =>
        new(at.UtcTicks - at.UtcTicks % length.Ticks, TimeSpan.Zero);
}
