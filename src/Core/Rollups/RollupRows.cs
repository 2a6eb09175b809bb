using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Rollups;

/// <summary>The keys within a day's partition of <see cref="RollupTables.Rollups"/>.</summary>
public static class RollupRows
{
    public const string DeltaPrefix = "d|";
    public const string HourPrefix = "h|";
    public const string MinutePrefix = "m|";

    /// <summary>The whole day, made when it is over; true as long as its version is that of the partition.</summary>
    public const string DayKey = "D";

    public static string DeltaKey(Minute minute, SlotShard place) => $"{DeltaPrefix}{minute}|{place.Key}";

    public static string HourKey(int hour) => $"{HourPrefix}{hour:d2}";

    public static string MinuteKey(Minute minute) => $"{MinutePrefix}{minute}";

    /// <summary>The minute and the slot that a delta's key names.</summary>
    public static (Minute Minute, SlotShard Place) ReadDeltaKey(string projectId, DateOnly day, string key) =>
        (Minute.Parse(day, key.AsSpan(2)), SlotShard.Parse(projectId, PlaceKeyOf(key)));

    /// <summary>Slot and shard of a delta, as they stand among the markers.</summary>
    public static string PlaceKeyOf(string deltaKey) => deltaKey.Split('|') is [_, _, var slot, var shard, ..] ? $"{slot}|{shard}" : "";

    /// <summary>The places whose calls a minute holds: the way back from a minute to its calls.</summary>
    public static byte[] PackPlaces(IReadOnlyCollection<SlotShard> places)
    {
        var to = new PackedWriter().Count(places.Count);
        var last = 0L;
        foreach (var place in places.OrderBy(place => place.Slot).ThenBy(place => place.Shard))
        {
            to.Count(place.Slot.UnixSeconds / Slot.LengthSeconds - last).Count(place.Shard);
            last = place.Slot.UnixSeconds / Slot.LengthSeconds;
        }
        return to.ToArray();
    }

    public static IReadOnlyList<SlotShard> UnpackPlaces(string projectId, byte[] bytes)
    {
        var from = new PackedReader(bytes, "a list of slots");
        var places = new List<SlotShard>();
        var last = 0L;
        for (var left = from.Count(); left > 0; left--)
        {
            last += from.Count();
            places.Add(new SlotShard(projectId, new Slot(last * Slot.LengthSeconds), (int)from.Count()));
        }
        return places;
    }
}
