using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>Bytes of any length as rows: columns of 60 KB, 15 to a row, rows numbered behind the key.</summary>
public static class PackedRows
{
    private const int ColumnBytes = 60 * 1024;
    private const int ColumnsPerRow = 15;

    public static IEnumerable<Row> Of(string partition, string key, byte[] bytes, IReadOnlyDictionary<string, object>? onFirst = null) =>
        bytes
            .Chunk(ColumnBytes)
            .Chunk(ColumnsPerRow)
            .Select(
                (columns, number) =>
                {
                    var values = new Dictionary<string, object>(
                        number == 0 ? onFirst ?? Row.NoValues : Row.NoValues,
                        StringComparer.Ordinal
                    );
                    for (var i = 0; i < columns.Length; i++)
                        values[$"p{i:d2}"] = columns[i];
                    return new Row(partition, $"{key}|{number}", values);
                }
            );

    /// <summary>The bytes of the rows that share a key, in the order in which they were read.</summary>
    public static byte[] Join(IEnumerable<Row> rows)
    {
        using var bytes = new MemoryStream();
        foreach (var row in rows)
            for (var i = 0; i < ColumnsPerRow && row.Bytes($"p{i:d2}") is { } column; i++)
                bytes.Write(column);
        return bytes.ToArray();
    }

    /// <summary>The key without its number.</summary>
    public static string KeyOf(Row row) => row.Key[..row.Key.LastIndexOf('|')];
}
