namespace LlmMonitor.Core.Storage;

/// <summary>A commit met a row other than the one it asked for (there already, gone, or changed). Nothing was written.</summary>
/// <param name="index">Which change of the commit.</param>
public sealed class RowConflictException(string table, int index, RowChange change, Exception? inner = null)
    : Exception(
        $"Table {table}: change {index} ({change.Kind} of {change.Row.Partition} / {change.Row.Key}) met another row than it asked for. "
            + "Read the row again and decide anew.",
        inner
    )
{
    public int Index { get; } = index;
}
