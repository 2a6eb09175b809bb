namespace LlmMonitor.Core.Storage;

/// <summary>Which rows to read. Bounds are ordinal; <c>From</c> is included, <c>Before</c> is not, null is open.</summary>
public sealed record RowRange
{
    private RowRange() { }

    /// <summary>Set when the range lies in one partition; otherwise the partition bounds apply.</summary>
    public string? Partition { get; private init; }

    public string? PartitionFrom { get; private init; }

    public string? PartitionBefore { get; private init; }

    public string? KeyFrom { get; private init; }

    public string? KeyBefore { get; private init; }

    /// <summary>Only these columns, where a row is large and few of it are needed; null is all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>No more than the first so many rows; null is all.</summary>
    public int? Most { get; init; }

    public static RowRange All { get; } = new();

    public static RowRange In(string partition) => new() { Partition = partition };

    public static RowRange Keys(string partition, string? from, string? before) =>
        new()
        {
            Partition = partition,
            KeyFrom = from,
            KeyBefore = before,
        };

    /// <param name="prefix">What the keys begin with; empty is every key.</param>
    public static RowRange WithPrefix(string partition, string prefix) =>
        prefix == "" ? In(partition) : Keys(partition, prefix, After(prefix));

    public static RowRange Partitions(string? from, string? before) => new() { PartitionFrom = from, PartitionBefore = before };

    /// <summary>The smallest text after every text with this prefix, which must not be empty.</summary>
    public static string After(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
