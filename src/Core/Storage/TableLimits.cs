namespace LlmMonitor.Core.Storage;

/// <summary>
/// The limits of Azure Table Storage, held by both bodies, so that what works on a laptop works in Azure.
/// Source: learn.microsoft.com/rest/api/storageservices, pages understanding-the-table-service-data-model and
/// performing-entity-group-transactions.
/// </summary>
public static class TableLimits
{
    public const int ChangesPerCommit = 100;

    /// <summary>Of the request as it is sent: see <see cref="SentSizeOf(Row)"/>.</summary>
    public const int BytesPerCommit = 4 * 1024 * 1024;
    public const int BytesPerRow = 1024 * 1024;
    public const int BytesPerValue = 64 * 1024;
    public const int ColumnsPerRow = 252;
    public const int KeyCharacters = 512;

    /// <summary>Azure keeps no time before this one.</summary>
    public static DateTimeOffset EarliestTime { get; } = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Throws with a sentence where the commit would break a limit.</summary>
    public static void Check(IReadOnlyList<RowChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Count is 0 or > ChangesPerCommit)
            throw new ArgumentException($"A commit holds 1 to {ChangesPerCommit} changes, this one {changes.Count}.", nameof(changes));
        var partition = changes[0].Row.Partition;
        CheckKey(partition);
        var keys = new HashSet<string>(changes.Count, StringComparer.Ordinal);
        var total = 0L;
        foreach (var (_, row) in changes)
        {
            if (row.Partition != partition)
                throw new ArgumentException(
                    $"A commit stays in one partition, this one names {partition} and {row.Partition}.",
                    nameof(changes)
                );
            if (!keys.Add(row.Key))
                throw new ArgumentException($"A commit names each key once, this one names {row.Key} twice.", nameof(changes));
            CheckKey(row.Key);
            _ = SizeOf(row);
            total += SentSizeOf(row);
        }
        if (total > BytesPerCommit)
            throw new ArgumentException($"A commit sends at most {BytesPerCommit} bytes, this one {total}.", nameof(changes));
    }

    /// <summary>Throws where this is no name for a table.</summary>
    public static void CheckName(string table)
    {
        if (table.Length is < 3 or > 63 || !char.IsAsciiLetter(table[0]) || !table.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException($"'{table}' is no table name: 3 to 63 letters and digits, a letter first.", nameof(table));
    }

    /// <summary>
    /// About how many bytes a change of this row takes in a request, never too few: Azure counts the JSON, in which binary is base64 and
    /// all but the plainest characters are escaped with six, and the headers around it.
    /// </summary>
    public static int SentSizeOf(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var size = 1024 + 3 * (SentSizeOf(row.Partition) + SentSizeOf(row.Key));
        foreach (var (name, value) in row.Values)
            size +=
                64
                + 2 * name.Length
                + value switch
                {
                    string text => SentSizeOf(text),
                    // 4/3 for base64, of which every 64th character is a plus sign, escaped; chance may bring some more of these.
                    byte[] binary => binary.Length * 3 / 2,
                    _ => 32,
                };
        return size;
    }

    /// <summary>The size of a row as Azure keeps it (UTF-16 texts, names counted).</summary>
    /// <exception cref="ArgumentException">The row breaks a limit.</exception>
    public static int SizeOf(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Values.Count > ColumnsPerRow)
            throw Refused(row, $"has {row.Values.Count} columns, over the {ColumnsPerRow} of one row.");
        var size = 4 + 2 * (row.Partition.Length + row.Key.Length);
        foreach (var (name, value) in row.Values)
        {
            var bytes = value switch
            {
                string text => 2 * text.Length,
                byte[] binary => binary.Length,
                long => 8,
                double real when double.IsFinite(real) => 8,
                double => throw Refused(row, $"has no finite number in column {name}, which JSON cannot carry: leave the column out."),
                bool => 1,
                DateTimeOffset time when time >= EarliestTime => 8,
                DateTimeOffset => throw Refused(row, $"has a time before {EarliestTime.Year} in column {name}, which Azure refuses."),
                _ => throw Refused(row, $"has a {value.GetType().Name} in column {name}, which no body can keep."),
            };
            if (bytes > BytesPerValue)
                throw Refused(row, $"has {bytes} bytes in column {name}, over the {BytesPerValue} of one value.");
            if (!IsColumnName(name))
                throw Refused(
                    row,
                    $"has a column '{name}': use letters, digits and _, no digit first, and not PartitionKey, RowKey or Timestamp."
                );
            size += 12 + 2 * name.Length + bytes;
        }
        return size > BytesPerRow ? throw Refused(row, $"has {size} bytes, over the {BytesPerRow} of one row.") : size;
    }

    private static int SentSizeOf(string text)
    {
        var size = 6 * text.Length;
        foreach (var character in text)
            if (char.IsAsciiLetterOrDigit(character) || character is ' ' or '.' or ',' or '-' or '_' or ':' or '/')
                size -= 5;
        return size;
    }

    private static ArgumentException Refused(Row row, string why) => new($"Row {row.Partition} / {row.Key} {why}", nameof(row));

    private static bool IsColumnName(string name) =>
        name.Length is > 0 and <= 255
        && !char.IsAsciiDigit(name[0])
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
        && name is not ("PartitionKey" or "RowKey" or "Timestamp");

    private static void CheckKey(string key)
    {
        if (key.Length > KeyCharacters)
            throw new ArgumentException($"A key has at most {KeyCharacters} characters, this one {key.Length}.", nameof(key));
        foreach (var character in key)
            if (character is '/' or '\\' or '#' or '?' or '%' || char.IsControl(character))
                throw new ArgumentException(
                    $"The key '{key}' has a character that Azure refuses (/ \\ # ? % or a control character).",
                    nameof(key)
                );
    }
}
