namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>How many calls were judged and failed from one time on, until the next bin starts.</summary>
internal readonly record struct RateBin(DateTimeOffset Start, long Judged, long Failed);

internal static class RateSeries
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>By hour, from exact counts.</summary>
    public static List<RateBin> Of(IEnumerable<ObservedHour> hours) =>
        [
            .. hours
                .Where(hour => hour.Judged > 0)
                .GroupBy(hour => hour.Start)
                .OrderBy(group => group.Key)
                .Select(group => new RateBin(group.Key, group.Sum(hour => hour.Judged), group.Sum(hour => hour.Failed))),
        ];

    /// <summary>By quarter of an hour, from a sample.</summary>
    public static List<RateBin> Of(IEnumerable<Outcome> calls) =>
        [
            .. calls
                .GroupBy(call => call.Time.UtcTicks / Step.Ticks)
                .OrderBy(group => group.Key)
                .Select(group => new RateBin(new(group.Key * Step.Ticks, TimeSpan.Zero), group.Count(), group.Count(call => call.Failed))),
        ];

    public static List<RateBin> Hourly(IEnumerable<RateBin> bins) =>
        [
            .. bins.GroupBy(bin => bin.Start.UtcTicks / TimeSpan.TicksPerHour)
                .OrderBy(group => group.Key)
                .Select(group => new RateBin(
                    new(group.Key * TimeSpan.TicksPerHour, TimeSpan.Zero),
                    group.Sum(bin => bin.Judged),
                    group.Sum(bin => bin.Failed)
                )),
        ];
}
