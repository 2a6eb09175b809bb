namespace LlmMonitor.Core.Checks.Dates;

/// <summary>A date as far as a text names it: "May 2024" has no day, "3 May" no year.</summary>
/// <param name="Year">Below 100 it was written with two digits, and stands for any century.</param>
public readonly record struct NamedDate(int? Year, int Month, int? Day)
{
    public bool IsFull => Year is not null && Day is not null;

    /// <summary>Day and month exchanged; null where that is no other date of the calendar.</summary>
    public NamedDate? Swapped => Day is { } day && day != Month ? Valid(Year, day, Month) : null;

    /// <summary>Does this say nothing that the other does not? "May 2024" and "3 May" stand in "2024-05-03".</summary>
    public bool StandsIn(NamedDate other) =>
        Month == other.Month
        && (Day is not { } day || day == other.Day)
        && (Year is not { } year || (other.Year is { } its && SameYear(year, its)));

    /// <summary>The same as <see cref="StandsIn"/>, for a source that leaves out the year which the output adds.</summary>
    public bool Completes(NamedDate other) => other.Year is null && (this with { Year = null }).StandsIn(other);

    /// <returns>Null where the calendar has no such day.</returns>
    public static NamedDate? Valid(int? year, int month, int? day)
    {
        if (month is < 1 or > 12)
            return null;
        // 2000 was a leap year, and 29 February of no stated or a two-digit year may be one.
        var leap = year is null or < 100 || DateTime.IsLeapYear(year.Value) ? 2000 : 2001;
        return day is null || (day >= 1 && day <= DateTime.DaysInMonth(leap, month)) ? new(year, month, day) : null;
    }

    private static bool SameYear(int one, int other) => one < 100 || other < 100 ? one % 100 == other % 100 : one == other;
}
