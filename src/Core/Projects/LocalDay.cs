namespace LlmMonitor.Core.Projects;

/// <summary>A calendar day of a zone as a span of time: 23, 24 or 25 hours long.</summary>
public static class LocalDay
{
    public static (DateTimeOffset From, DateTimeOffset To) SpanOf(DateOnly date, TimeZoneInfo zone) =>
        (StartOf(date, zone), StartOf(date.AddDays(1), zone));

    public static DateOnly Of(DateTimeOffset time, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);

    /// <summary>The first moment of a day; where midnight does not exist, the moment to which clocks jump; where it comes twice, the first.</summary>
    public static DateTimeOffset StartOf(DateOnly date, TimeZoneInfo zone)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        if (zone.IsInvalidTime(midnight))
        {
            // The offset before the jump puts the missing midnight onto the moment of the jump.
            var before = zone.GetUtcOffset(midnight.AddHours(-3));
            return new DateTimeOffset(midnight, before).ToUniversalTime();
        }
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
