using System.Globalization;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>A week from Monday to Sunday (ISO 8601), in texts <c>2026-W47</c>.</summary>
public readonly record struct IsoWeek(DateOnly Monday)
{
    public const string Wanted = "must be an ISO week, such as 2026-W47";
    private const int FirstYear = 1970;
    private const int LastYear = 9000;

    public DateOnly Sunday => Monday.AddDays(6);

    public IsoWeek Before => new(Monday.AddDays(-7));

    public static IsoWeek Of(DateOnly date) => new(date.AddDays(-(((int)date.DayOfWeek + 6) % 7)));

    public static IsoWeek Of(DateTimeOffset time, TimeZoneInfo zone) => Of(LocalDay.Of(time, zone));

    /// <summary>False where the text names no week; a year has 52 or 53.</summary>
    public static bool TryParse(string? text, out IsoWeek week)
    {
        week = default;
        if (
            text is not { Length: 8 }
            || text[4] != '-'
            || text[5] != 'W'
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(text.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || year is < FirstYear or > LastYear
            || number < 1
            || number > ISOWeek.GetWeeksInYear(year)
        )
            return false;
        week = new(DateOnly.FromDateTime(ISOWeek.ToDateTime(year, number, DayOfWeek.Monday)));
        return true;
    }

    /// <summary>From its first moment to that of the next week: 167 to 169 hours where clocks change.</summary>
    public (DateTimeOffset From, DateTimeOffset To) SpanIn(TimeZoneInfo zone) =>
        (LocalDay.StartOf(Monday, zone), LocalDay.StartOf(Monday.AddDays(7), zone));

    public override string ToString()
    {
        var monday = Monday.ToDateTime(TimeOnly.MinValue);
        return string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(monday):d4}-W{ISOWeek.GetWeekOfYear(monday):d2}");
    }
}
