namespace LlmMonitor.Core.Drift.Streams;

/// <summary>Puts together what an alarm brings as evidence.</summary>
internal static class Alarms
{
    private const int MostStatistics = 8;
    private const int MostIds = 10;

    /// <summary>Fewer outputs since the change say nothing of an effect.</summary>
    private const int LeastSince = 10;

    public static StreamAlarm OfTexts(string detector, string cause, DistributionWatch watch, StreamOutput output, bool critical, double level)
    {
        var since = watch.Since;
        var after = watch.Recent.Where(seen => seen.Time >= since).ToList();
        if (after.Count < LeastSince)
            after = [.. watch.Recent.TakeLast(LeastSince)];
        var moved = watch
            .Statistics.Detectors.Select((own, index) => (own.Value, Index: index))
            .OrderByDescending(own => own.Value)
            .Take(MostStatistics)
            .Select(own => Moved(own.Index, own.Value, watch, after, since))
            .ToList();
        var telling = after
            .Where(seen => seen.Strangeness is not null)
            .OrderByDescending(seen => seen.Strangeness)
            .Take(MostIds)
            .Select(seen => seen.Id!)
            .ToList();
        return new(detector, critical, cause, output.Id, output.Time, watch.Value, level, At(since), watch.Judged, moved, telling);
    }

    public static StreamAlarm OfFlag(string name, FlagWatch watch, StreamOutput output, bool critical, double level) =>
        new(
            $"flag:{name}",
            critical,
            "check",
            output.Id,
            output.Time,
            watch.Value,
            level,
            At(watch.Since),
            watch.N,
            [],
            watch.FailedIds,
            watch.Rates(watch.Since)
        );

    private static MovedStatistic Moved(int index, double value, DistributionWatch watch, List<Seen> after, uint since)
    {
        var now = Known(after, index);
        var before = Known(watch.Statistics.Reference.Where(seen => seen.Time < since), index);
        return new(index, value, Median(before), Median(now), Mean(before), Mean(now), Shift(before, now));
    }

    private static List<float> Known(IEnumerable<Seen> outputs, int index) =>
        [.. outputs.Select(seen => seen.Values![index]).Where(value => !float.IsNaN(value)).Order()];

    private static float Median(List<float> sorted) => sorted.Count == 0 ? float.NaN : sorted[(sorted.Count - 1) / 2];

    private static double Mean(List<float> values) => values.Count == 0 ? double.NaN : values.Average(value => (double)value);

    /// <summary>Mann and Whitney's share of pairs.</summary>
    private static double Shift(List<float> before, List<float> now) =>
        before.Count == 0 || now.Count == 0
            ? double.NaN
            : now.Average(value => before.Average(old => old < value ? 1 : old == value ? 0.5 : 0));

    private static DateTimeOffset At(uint seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
