namespace LlmMonitor.Core.Statistics;

/// <summary>
/// The <see cref="Capacity"/> items with the greatest scores, mergeable: merging in any order and any grouping gives the same bytes, namely
/// the top of the union. An id appears once, with its greatest score. Not thread-safe.
/// </summary>
public sealed class TopList
{
    public const int Capacity = 20;

    private const byte Version = 1;
    private readonly List<TopItem> _items = [];

    /// <summary>Greatest score first; equal scores by id, ordinal.</summary>
    public IReadOnlyList<TopItem> Items => _items;

    public void Add(TopItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        item = item with { Time = item.Time.ToUniversalTime() };
        if (_items.Count == Capacity && item.CompareTo(_items[^1]) >= 0)
            return;
        var same = _items.FindIndex(kept => kept.Id == item.Id);
        if (same >= 0)
        {
            if (_items[same].CompareTo(item) <= 0)
                return;
            _items.RemoveAt(same);
        }
        _items.Insert(~_items.BinarySearch(item), item);
        if (_items.Count > Capacity)
            _items.RemoveAt(Capacity);
    }

    /// <summary>Adds all items of the other list, which stays as it is.</summary>
    public void Merge(TopList other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(this, other))
            return;
        foreach (var item in other._items)
            Add(item);
    }

    /// <summary>Puts one second in place of another; scores and ids stay.</summary>
    /// <returns>Whether any item had it.</returns>
    public bool Rename(string second, string to)
    {
        var isChanged = false;
        for (var i = 0; i < _items.Count; i++)
            if (_items[i].Second == second)
            {
                _items[i] = _items[i] with { Second = to };
                isChanged = true;
            }
        return isChanged;
    }

    /// <summary>Version and number of items, then each in order: score, id, second, UTC ticks. Equal lists give equal bytes.</summary>
    public byte[] ToBytes()
    {
        var writer = new PackedWriter().Byte(Version).Count(_items.Count);
        foreach (var item in _items)
            writer.Wide(item.Score).Text(item.Id).Text(item.Second).Count(item.Time.UtcTicks);
        return writer.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no such list, or cut short.</exception>
    public static TopList FromBytes(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes, "a top list");
        var version = reader.Byte();
        if (version != Version)
            throw reader.Fault($"version {version} is not known, only {Version} is");
        var count = reader.Count();
        if (count > Capacity)
            throw reader.Fault($"{count} items are more than the {Capacity} of a list");
        var list = new TopList();
        for (var i = 0; i < count; i++)
        {
            var (score, id, second, ticks) = (reader.Wide(), reader.Text(), reader.TextOrNull(), reader.Count());
            if (ticks > DateTime.MaxValue.Ticks)
                throw reader.Fault("a time lies after the year 9999");
            var item = new TopItem(score, id, second, new DateTimeOffset(ticks, TimeSpan.Zero));
            if (i > 0 && list._items[^1].CompareTo(item) >= 0)
                throw reader.Fault("the items are not in order");
            if (list._items.Exists(kept => kept.Id == id))
                throw reader.Fault("an id appears twice");
            list._items.Add(item);
        }
        reader.End();
        return list;
    }
}

/// <param name="Score">What the list is ordered by, in the unit of its owner: pico-dollars, microseconds.</param>
/// <param name="Second">What else the owner wants to know of the item: a model, an endpoint.</param>
/// <param name="Time">Kept as UTC.</param>
public sealed record TopItem(Int128 Score, string Id, string? Second, DateTimeOffset Time) : IComparable<TopItem>
{
    /// <summary>
    /// Greater score first, then id. Time and second decide only which of two equals of one id stays, so that it does not depend on who came first.
    /// </summary>
    public int CompareTo(TopItem? other)
    {
        if (other is null)
            return -1;
        var order = other.Score.CompareTo(Score);
        if (order == 0)
            order = string.CompareOrdinal(Id, other.Id);
        if (order == 0)
            order = Time.CompareTo(other.Time);
        return order == 0 ? string.CompareOrdinal(Second, other.Second) : order;
    }

    public static bool operator <(TopItem left, TopItem right) => left.CompareTo(right) < 0;

    public static bool operator >(TopItem left, TopItem right) => left.CompareTo(right) > 0;

    public static bool operator <=(TopItem left, TopItem right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TopItem left, TopItem right) => left.CompareTo(right) >= 0;
}
