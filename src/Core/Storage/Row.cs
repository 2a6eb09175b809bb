namespace LlmMonitor.Core.Storage;

/// <summary>
/// One row of a table. Values are <see cref="string"/>, <see cref="long"/>, <see cref="double"/> (finite), <see cref="bool"/>,
/// <see cref="DateTimeOffset"/> (kept as UTC, from 1601) or <c>byte[]</c>; an absent column reads as null.
/// </summary>
/// <param name="ETag">The version that was read; null on a row that was made here.</param>
public sealed record Row(string Partition, string Key, IReadOnlyDictionary<string, object> Values, string? ETag = null)
{
    public static IReadOnlyDictionary<string, object> NoValues { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    public string? Text(string column) => Values.TryGetValue(column, out var value) ? (string)value : null;

    public long? Number(string column) => Values.TryGetValue(column, out var value) ? (long)value : null;

    public double? Real(string column) => Values.TryGetValue(column, out var value) ? (double)value : null;

    public bool? Flag(string column) => Values.TryGetValue(column, out var value) ? (bool)value : null;

    public DateTimeOffset? Time(string column) => Values.TryGetValue(column, out var value) ? (DateTimeOffset)value : null;

    public byte[]? Bytes(string column) => Values.TryGetValue(column, out var value) ? (byte[])value : null;
}
