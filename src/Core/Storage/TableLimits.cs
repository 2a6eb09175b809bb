namespace LlmMonitor.Core.Storage;

/// <summary>
/// The limits of Azure Table Storage, held by both bodies, so that what works on a laptop works in Azure.
/// Source: learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model and performing-entity-group-transactions.
/// </summary>
public static class TableLimits
{
    public const int ChangesPerCommit = 100;
    public const int BytesPerCommit = 4 * 1024 * 1024;
    public const int BytesPerRow = 1024 * 1024;
    public const int BytesPerValue = 64 * 1024;
    public const int ColumnsPerRow = 252;
    public const int KeyCharacters = 512;

    /// <summary>Throws with a sentence where the commit would break a limit.</summary>
    public static void Check(IReadOnlyList<RowChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Count is 0 or > ChangesPerCommit)
            throw new ArgumentException($"A commit holds 1 to {ChangesPerCommit} changes, this one {changes.Count}.", nameof(changes));
        var partition = changes[0].Row.Partition;
        var keys = new HashSet<string>(changes.Count, StringComparer.Ordinal);
        var total = 0L;
        foreach (var change in changes)
        {
            if (change.Row.Partition != partition)
                throw new ArgumentException($"A commit stays in one partition, this one names {partition} and {change.Row.Partition}.", nameof(changes));
            if (!keys.Add(change.Row.Key))
                throw new ArgumentException($"A commit names each key once, this one names {change.Row.Key} twice.", nameof(changes));
            CheckKey(change.Row.Partition);
            CheckKey(change.Row.Key);
            total += SizeOf(change.Row);
        }
        if (total > BytesPerCommit)
            throw new ArgumentException($"A commit holds at most {BytesPerCommit} bytes, this one {total}.", nameof(changes));
    }

    /// <summary>The size of a row by Azure's rule (UTF-16 texts, names counted), which is also checked against its limits.</summary>
    public static int SizeOf(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Values.Count > ColumnsPerRow)
            throw new ArgumentException($"A row has at most {ColumnsPerRow} columns, {row.Partition} / {row.Key} has {row.Values.Count}.", nameof(row));
        var size = 4 + 2 * (row.Partition.Length + row.Key.Length);
        foreach (var (name, value) in row.Values)
        {
            var bytes = value switch
            {
                string text => 4 + 2 * text.Length,
                byte[] binary => 4 + binary.Length,
                long or double or DateTimeOffset => 8,
                bool => 1,
                _ => throw new ArgumentException($"Column {name} of {row.Partition} / {row.Key} is a {value.GetType().Name}, which no body can keep.", nameof(row)),
            };
            if (bytes - 4 > BytesPerValue)
                throw new ArgumentException($"Column {name} of {row.Partition} / {row.Key} has {bytes} bytes, over the {BytesPerValue} of one value.", nameof(row));
            size += 8 + 2 * name.Length + bytes;
        }
        return size > BytesPerRow
            ? throw new ArgumentException($"Row {row.Partition} / {row.Key} has {size} bytes, over the {BytesPerRow} of one row.", nameof(row))
            : size;
    }

    private static void CheckKey(string key)
    {
        if (key.Length > KeyCharacters)
            throw new ArgumentException($"A key has at most {KeyCharacters} characters, this one {key.Length}.", nameof(key));
        foreach (var character in key)
            if (character is '/' or '\\' or '#' or '?' or '%' || char.IsControl(character))
                throw new ArgumentException($"The key '{key}', has a character that Azure refuses (/ \\ # ? % or a control character).", nameof(key));
    }
}
