using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Reports;

/// <summary>Which days of a project are to be reported now. Pure.</summary>
public static class ReportSchedule
{
    /// <summary>How far back a run makes up for missed ones; older reports are news to nobody.</summary>
    public const int MostMissedDays = 3;

    /// <summary>
    /// The due days that are not settled, the oldest first, of the last <see cref="MostMissedDays"/> local days.
    /// </summary>
    /// <param name="settled">Days that need no more work; <see cref="ReportStore.SettledAsync"/> knows them.</param>
    public static IReadOnlyList<DateOnly> Due(Project project, DateTimeOffset now, IReadOnlySet<DateOnly> settled)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(project.Settings.Zone);
        var today = LocalDate(now, zone);
        return
        [
            .. Enumerable
                .Range(1, MostMissedDays)
                .Select(back => today.AddDays(-back))
                .Where(date => !settled.Contains(date) && now >= DueAt(date, zone, project.Settings.ReportHour))
                .Reverse(),
        ];
    }

    /// <summary>False for a day before the one on which the project was created: no calls on it is no news.</summary>
    public static bool ExistedOn(Project project, DateOnly date) =>
        date >= LocalDate(project.CreatedAt, TimeZoneInfo.FindSystemTimeZoneById(project.Settings.Zone));

    /// <summary>
    /// When the report of <paramref name="date"/> is due: the next local day at that hour. An hour that the clocks skip is due when they
    /// have skipped it, one that comes twice at the first time.
    /// </summary>
    public static DateTimeOffset DueAt(DateOnly date, TimeZoneInfo zone, int hour)
    {
        var local = date.AddDays(1).ToDateTime(new TimeOnly(hour, 0));
        if (zone.IsInvalidTime(local))
            return new(local, zone.GetUtcOffset(local.AddDays(-1))); // read by the offset before the gap, it lies just behind the gap
        return new(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
    }

    private static DateOnly LocalDate(DateTimeOffset time, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);
}
