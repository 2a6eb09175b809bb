namespace LlmMonitor.Core.Storage;

/// <summary>What a change asks of the row that is there.</summary>
public enum ChangeKind
{
    /// <summary>No row may lie there.</summary>
    Insert,

    /// <summary>Writes the whole row, whatever lies there.</summary>
    Put,

    /// <summary>Writes the whole row; the row there must carry the change's ETag.</summary>
    Update,

    /// <summary>Removes the row if it is there; where the change carries an ETag, the row must exist and carry it.</summary>
    Delete,
}

/// <summary>One change of a commit.</summary>
public sealed record RowChange(ChangeKind Kind, Row Row)
{
    public static RowChange Insert(Row row) => new(ChangeKind.Insert, row);

    public static RowChange Put(Row row) => new(ChangeKind.Put, row);

    /// <param name="row">The new row, with the <see cref="Row.ETag"/> of the one that it replaces.</param>
    public static RowChange Update(Row row) =>
        row.ETag is null
            ? throw new ArgumentException("An update needs the ETag of the row that it replaces.", nameof(row))
            : new(ChangeKind.Update, row);

    public static RowChange Delete(string partition, string key, string? etag = null) =>
        new(ChangeKind.Delete, new Row(partition, key, Row.NoValues, etag));
}
