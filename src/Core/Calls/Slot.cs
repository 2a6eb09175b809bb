using System.Globalization;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Calls;

/// <summary>
/// Five seconds of received time. Calls are written into the slot in which they arrive, so that concurrent callers share transactions
/// and a slot is read once, when it has closed.
/// </summary>
public readonly record struct Slot(long UnixSeconds) : IComparable<Slot>
{
    public const int LengthSeconds = 5;

    /// <summary>How long after its end a slot is folded: covers clocks that differ and commits that were under way.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(2);

    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeSeconds(UnixSeconds);

    public DateTimeOffset End => Start.AddSeconds(LengthSeconds);

    /// <summary>From here on the slot may be folded.</summary>
    public DateTimeOffset Ripe => End + Grace;

    /// <summary>A commit that ends later than this cannot be sure that a fold will see it, and marks its slot again.</summary>
    public DateTimeOffset LastSafeCommit => End + Grace / 2;

    public static Slot Of(DateTimeOffset time)
    {
        var seconds = time.ToUnixTimeSeconds();
        return new(seconds - seconds % LengthSeconds);
    }

    public static Slot Parse(string text) =>
        new(
            DateTimeOffset
                .ParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                .ToUnixTimeSeconds()
        );

    public int CompareTo(Slot other) => UnixSeconds.CompareTo(other.UnixSeconds);

    public static bool operator <(Slot left, Slot right) => left.UnixSeconds < right.UnixSeconds;

    public static bool operator >(Slot left, Slot right) => left.UnixSeconds > right.UnixSeconds;

    public static bool operator <=(Slot left, Slot right) => left.UnixSeconds <= right.UnixSeconds;

    public static bool operator >=(Slot left, Slot right) => left.UnixSeconds >= right.UnixSeconds;

    /// <summary>Sorts as time does: <c>20261123060005</c>.</summary>
    public override string ToString() => Start.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
}

/// <summary>
/// One partition of calls, and one unit of folding: a slot of a project, in one of its shards. A shard is one writer of one process, which alone knows by its
/// own clock when it is done with a slot; how many shards a slot has is seen from the slot's markers.
/// </summary>
public readonly record struct SlotShard(string ProjectId, Slot Slot, int Shard)
{
    /// <summary>The shards of a process's writers: its number of 24 bits, which no other process draws, and theirs.</summary>
    public static IReadOnlyList<int> Draw(SecretSource dice, int writers)
    {
        Span<byte> drawn = stackalloc byte[sizeof(int)];
        dice(drawn[..3]);
        var process = BitConverter.ToInt32(drawn) << 4;
        return [.. Enumerable.Range(process, writers)];
    }

    /// <summary>The partition of its calls and texts. Sorts by project, then received time.</summary>
    public string Partition => $"{ProjectId}|{Key}";

    /// <summary>Its key among the slots of the project.</summary>
    public string Key => $"{Slot}|{Shard:x2}";

    public static SlotShard Parse(string projectId, string key) =>
        new(projectId, Slot.Parse(key[..14]), int.Parse(key.AsSpan(15), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    public static SlotShard ParsePartition(string partition)
    {
        var cut = partition.IndexOf('|', StringComparison.Ordinal);
        return Parse(partition[..cut], partition[(cut + 1)..]);
    }
}
