using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace LlmMonitor.Core.Storage;

/// <summary>
/// The embedded body of <see cref="ITables"/>. Keys are ordered by their UTF-8 bytes, which is their ordinal order except among
/// characters beyond U+FFFF.
/// </summary>
public sealed class SqliteTables(SqliteDatabase database) : ITables
{
    private const string InsertRow = "INSERT INTO rows VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    private const string PutRow =
        "INSERT INTO rows VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO UPDATE SET etag = excluded.etag, data = excluded.data";
    private const string UpdateRow = "UPDATE rows SET etag = $5, data = $6 WHERE tbl = $1 AND pk = $2 AND rk = $3 AND etag = $4";
    private const string DeleteRow = "DELETE FROM rows WHERE tbl = $1 AND pk = $2 AND rk = $3";
    private const string DeleteVersion = DeleteRow + " AND etag = $4";

    /// <summary>A page is read at once, so that no read transaction stays open (and holds back the log) while the consumer works.</summary>
    private const int RowsPerPage = 1000;

    private const int BytesPerPage = 4 * 1024 * 1024;

    /// <summary>
    /// An open end that the index understands: a blob sorts after every text (https://www.sqlite.org/datatype3.html#comparisons).
    /// </summary>
    private static readonly byte[] AfterEveryText = [0xFF];

    public Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(
            database.Read(session =>
            {
                using var reader = session.Query(
                    "SELECT etag, data FROM rows WHERE tbl = $1 AND pk = $2 AND rk = $3",
                    table,
                    partition,
                    key
                );
                return reader.Read()
                    ? new Row(partition, key, RowBlob.Unpack(reader.GetFieldValue<byte[]>(1)), ETag(reader.GetInt64(0)))
                    : null;
            })
        );
    }

    public async IAsyncEnumerable<Row> ReadAsync(
        string table,
        RowRange range,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await Task.CompletedTask;
        var left = range.Most ?? int.MaxValue;
        for (Row? last = null; left > 0; )
        {
            cancellation.ThrowIfCancellationRequested();
            var (page, isLast) = database.Read(session => Page(session, table, range, last, Math.Min(left, RowsPerPage)));
            left -= page.Count;
            foreach (var row in page)
                yield return row;
            if (isLast)
                yield break;
            last = page[^1];
        }
    }

    public async Task<IReadOnlyList<string>> CommitAsync(
        string table,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation = default
    )
    {
        TableLimits.CheckName(table);
        TableLimits.Check(changes);
        var blobs = new byte[changes.Count][];
        for (var i = 0; i < blobs.Length; i++)
            blobs[i] = changes[i].Kind == ChangeKind.Delete ? [] : RowBlob.Pack(changes[i].Row.Values);
        return await database.WriteAsync(session => Apply(session, table, changes, blobs), cancellation);
    }

    private string[] Apply(SqliteSession session, string table, IReadOnlyList<RowChange> changes, byte[][] blobs)
    {
        var etags = new string[changes.Count];
        for (var i = 0; i < etags.Length; i++)
        {
            var (kind, row) = changes[i];
            var (partition, key, version) = (row.Partition, row.Key, database.NextVersion());
            var written = kind switch
            {
                ChangeKind.Insert => session.Execute(InsertRow, table, partition, key, version, blobs[i]),
                ChangeKind.Put => session.Execute(PutRow, table, partition, key, version, blobs[i]),
                ChangeKind.Update => session.Execute(UpdateRow, table, partition, key, Version(row.ETag), version, blobs[i]),
                _ when row.ETag is null => session.Execute(DeleteRow, table, partition, key),
                _ => session.Execute(DeleteVersion, table, partition, key, Version(row.ETag)),
            };
            if (written == 0 && (kind != ChangeKind.Delete || row.ETag is not null))
                throw new RowConflictException(table, i, changes[i]);
            etags[i] = kind == ChangeKind.Delete ? "" : ETag(version);
        }
        return etags;
    }

    private static (List<Row> Rows, bool IsLast) Page(SqliteSession session, string table, RowRange range, Row? last, int most)
    {
        using var reader = Query(session, table, range, last);
        var rows = new List<Row>();
        var bytes = 0;
        while (reader.Read())
        {
            var blob = reader.GetFieldValue<byte[]>(3);
            rows.Add(new Row(reader.GetString(0), reader.GetString(1), RowBlob.Unpack(blob, range.Columns), ETag(reader.GetInt64(2))));
            bytes += blob.Length;
            if (rows.Count == most || bytes >= BytesPerPage)
                return (rows, false);
        }
        return (rows, true);
    }

    private static SqliteDataReader Query(SqliteSession session, string table, RowRange range, Row? last)
    {
        if (range.Partition is not null)
            return session.Query(
                last is null
                    ? "SELECT pk, rk, etag, data FROM rows WHERE tbl = $1 AND pk = $2 AND rk >= $3 AND rk < $4 ORDER BY rk"
                    : "SELECT pk, rk, etag, data FROM rows WHERE tbl = $1 AND pk = $2 AND rk > $3 AND rk < $4 ORDER BY rk",
                table,
                range.Partition,
                last?.Key ?? range.KeyFrom ?? "",
                (object?)range.KeyBefore ?? AfterEveryText
            );
        var before = (object?)range.PartitionBefore ?? AfterEveryText;
        return last is null
            ? session.Query(
                "SELECT pk, rk, etag, data FROM rows WHERE tbl = $1 AND pk >= $2 AND pk < $3 ORDER BY pk, rk",
                table,
                range.PartitionFrom ?? "",
                before
            )
            : session.Query(
                "SELECT pk, rk, etag, data FROM rows WHERE tbl = $1 AND (pk, rk) > ($2, $3) AND pk < $4 ORDER BY pk, rk",
                table,
                last.Partition,
                last.Key,
                before
            );
    }

    private static string ETag(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>An ETag that this body never gave is met by no row.</summary>
    private static long Version(string? etag) => long.TryParse(etag, CultureInfo.InvariantCulture, out var version) ? version : -1;
}
