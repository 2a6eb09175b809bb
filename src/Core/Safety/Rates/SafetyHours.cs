using System.Globalization;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Safety.Rates;

/// <summary>
/// Hours of judging, counted once and kept: partition project, key hour. An hour is counted anew while verdicts may still come: always in its first two
/// hours, then hourly until the longest delay of a try (a day) has passed.
/// </summary>
public sealed class SafetyHours(ITables tables, JudgementStore store, TimeProvider time)
{
    public const string Table = "safetyhours";

    private static readonly TimeSpan Fresh = TimeSpan.FromHours(2);
    private static readonly TimeSpan Settled = TimeSpan.FromHours(26);

    /// <summary>The hours from that of <paramref name="from"/> to that which holds the last moment before <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<SafetyHour>> ReadAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset before,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var kept = new Dictionary<DateTimeOffset, SafetyHour>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.Keys(projectId, KeyOf(from), KeyOf(before) + "~"), cancellation))
            if (JsonRow.Read<SafetyHour>(row) is var hour)
                kept[hour.Hour] = hour;
        var hours = new List<SafetyHour>();
        for (var at = HourOf(from); at < before && at <= now; at = at.AddHours(1))
        {
            if (!kept.TryGetValue(at, out var hour) || IsStale(hour, now))
            {
                var (samples, judgements) = await store.ReadHourAsync(projectId, at, cancellation);
                hour = SafetyHour.Of(at, now, samples, judgements);
                if (at.AddHours(1) <= now)
                    await tables.PutAllAsync(Table, [JsonRow.Of(projectId, KeyOf(at), hour)], cancellation);
            }
            hours.Add(hour);
        }
        return hours;
    }

    internal static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);

    private static bool IsStale(SafetyHour hour, DateTimeOffset now)
    {
        var end = hour.Hour.AddHours(1);
        return hour.ReadAt < end + Fresh || (hour.ReadAt < end + Settled && now - hour.ReadAt > TimeSpan.FromHours(1));
    }

    private static string KeyOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
}
