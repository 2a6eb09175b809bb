using System.Globalization;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Privacy;

/// <summary>Where the rows of a table show their age.</summary>
public sealed record RowAge
{
    private readonly string _format;
    private readonly string _prefix;
    private readonly (bool InPartition, char Separator, int FromEnd)? _part;
    private readonly bool _isPartition;

    private RowAge(string format, string prefix = "", bool isPartition = false, (bool, char, int)? part = null) =>
        (_format, _prefix, _isPartition, _part) = (format, prefix, isPartition, part);

    /// <summary>Partitions <c>project|time…</c>.</summary>
    public static RowAge OfPartition(string format) => new(format, isPartition: true);

    /// <summary>Partition project, keys <c>prefix time…</c>.</summary>
    public static RowAge OfKey(string format, string prefix = "") => new(format, prefix);

    /// <summary>A part of the key somewhere behind the project; all keys are read.</summary>
    /// <param name="fromEnd">1 is the last part.</param>
    public static RowAge PartOfKey(string format, char separator = '|', int fromEnd = 1) => new(format, part: (false, separator, fromEnd));

    /// <summary>The last part of partitions <c>project|…|time</c>; all keys are read.</summary>
    public static RowAge EndOfPartition(string format) => new(format, part: (true, '|', 1));

    /// <summary>The rows that are older, and perhaps others: see <see cref="IsOld"/>.</summary>
    public RowRange Range(string projectId, DateTimeOffset before)
    {
        var time = Text(before);
        if (_part is { InPartition: false })
            return RowRange.In(projectId);
        if (_part is not null)
            return RowRange.Partitions($"{projectId}|", RowRange.After($"{projectId}|"));
        return _isPartition
            ? RowRange.Partitions($"{projectId}|", $"{projectId}|{time}")
            : RowRange.Keys(projectId, _prefix, _prefix + time);
    }

    /// <summary>Whether a row of the range is older.</summary>
    public bool IsOld(Row row, DateTimeOffset before)
    {
        if (_part is not (var inPartition, var separator, var fromEnd))
            return true;
        var parts = (inPartition ? row.Partition : row.Key).Split(separator);
        var time = Text(before);
        return parts.Length >= fromEnd
            && parts[^fromEnd] is var part
            && part.Length == time.Length
            && part.All(char.IsAsciiDigit)
            && string.CompareOrdinal(part, time) < 0;
    }

    private string Text(DateTimeOffset time) => time.UtcDateTime.ToString(_format, CultureInfo.InvariantCulture);
}
