using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Monitors;

/// <summary>From the first minute up to before the other.</summary>
public readonly record struct MinuteSpan(Minute From, Minute Before)
{
    public long Minutes => Before.Number - From.Number;
}

/// <summary>What is known of a span: all calls by their dimensions, and what each user spent.</summary>
public sealed record SpanFigures(RollupSet Cells, IReadOnlyDictionary<string, Spend> Users);

/// <summary>Which spans a rule looks at.</summary>
public static class RuleSpans
{
    /// <summary>Every span beyond the last minutes that these rules look at.</summary>
    public static IEnumerable<MinuteSpan> Beyond(IEnumerable<AlertRule> rules, Minute end, TimeZoneInfo zone) =>
        rules
            .SelectMany(rule =>
                rule.Window.Kind == RuleWindowKind.Day ? [Now(rule.Window, end, zone), DayBefore(end, zone)]
                : rule.Condition.IsRatio ? Earlier(rule, end, zone)
                : []
            )
            .Distinct();

    /// <summary>The window itself. An hour or a day is that of the last minute, so that its last look sees it whole.</summary>
    public static MinuteSpan Now(RuleWindow window, Minute end, TimeZoneInfo zone) =>
        window.Kind switch
        {
            RuleWindowKind.Hour => new(HourStart(end.Plus(-1), zone), end),
            RuleWindowKind.Day => new(Minute.AtOrAfter(LocalDay.StartOf(LocalDay.Of(end.Plus(-1).Start, zone), zone)), end),
            _ => new(end.Plus(-window.Minutes), end),
        };

    public static MinuteSpan DayBefore(Minute end, TimeZoneInfo zone)
    {
        var day = LocalDay.Of(end.Plus(-1).Start, zone);
        return new(Minute.AtOrAfter(LocalDay.StartOf(day.AddDays(-1), zone)), Minute.AtOrAfter(LocalDay.StartOf(day, zone)));
    }

    /// <summary>The local hour in which the middle of the window lies, on each earlier day; a day that skips this hour is left out.</summary>
    public static IEnumerable<MinuteSpan> Earlier(AlertRule rule, Minute end, TimeZoneInfo zone)
    {
        var now = Now(rule.Window, end, zone);
        var middle = TimeZoneInfo.ConvertTime(now.From.Plus(now.Minutes / 2).Start, zone).DateTime;
        var hour = middle.Date.AddHours(middle.Hour);
        for (var day = 1; day <= rule.Condition.Days; day++)
            if (hour.AddDays(-day) is var local && !zone.IsInvalidTime(local))
            {
                var start = Minute.Of(new DateTimeOffset(local, zone.GetUtcOffset(local)));
                yield return new(start, start.Plus(Minute.PerHour));
            }
    }

    private static Minute HourStart(Minute minute, TimeZoneInfo zone) => minute.Plus(-TimeZoneInfo.ConvertTime(minute.Start, zone).Minute);
}
