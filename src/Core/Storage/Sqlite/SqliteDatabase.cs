using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace LlmMonitor.Core.Storage;

/// <summary>
/// The embedded default's one file (with its -wal and -shm beside it). What a write acknowledged survives a crash and a power cut:
/// a write-ahead log, flushed at every commit (https://www.sqlite.org/pragma.html#pragma_synchronous, FULL). Readers and the writer do
/// not block each other. Give one instance to <see cref="SqliteTables"/> and <see cref="SqliteQueues"/>, and dispose it last.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    // secure_delete: what was erased is overwritten with zeros. A checkpoint every 16 MB of log: fewer flushes than SQLite's 4 MB.
    private const string WriterPragmas = """
        PRAGMA busy_timeout = 10000;
        PRAGMA page_size = 8192;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 2000;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA secure_delete = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -16384;
        """;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS rows (
            tbl TEXT NOT NULL, pk TEXT NOT NULL, rk TEXT NOT NULL, etag INTEGER NOT NULL, data BLOB NOT NULL,
            PRIMARY KEY (tbl, pk, rk)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS messages (
            id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, visible_at INTEGER NOT NULL, inserted_at INTEGER NOT NULL,
            dequeued INTEGER NOT NULL, receipt INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS messages_by_time ON messages (queue, visible_at);
        CREATE TABLE IF NOT EXISTS opened (times INTEGER NOT NULL);
        INSERT INTO opened SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM opened);
        """;

    private readonly string path;
    private readonly SqliteWriter writer;
    private readonly ConcurrentBag<SqliteSession> readers = [];
    private long version;

    /// <param name="path">The file; it and its folder are made where they do not exist.</param>
    public SqliteDatabase(string path)
    {
        this.path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(this.path)!);
        var session = new SqliteSession(this.path, SqliteOpenMode.ReadWriteCreate, WriterPragmas + Schema);
        version = (long)session.Scalar("UPDATE opened SET times = times + 1 RETURNING times")! << 40;
        writer = new SqliteWriter(session);
    }

    /// <summary>How many commits were made since the file was opened: fewer than the writes that shared them.</summary>
    internal long Commits => writer.Commits;

    /// <summary>A number that this file never gave before: the count of openings, then a count within this one.</summary>
    internal long NextVersion() => Interlocked.Increment(ref version);

    /// <inheritdoc cref="SqliteWriter.WriteAsync"/>
    internal Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation) => writer.WriteAsync(work, cancellation);

    /// <summary>Runs the work on a read-only connection that nobody else uses meanwhile.</summary>
    internal T Read<T>(Func<SqliteSession, T> work)
    {
        if (!readers.TryTake(out var session))
            session = new SqliteSession(path, SqliteOpenMode.ReadOnly, "PRAGMA busy_timeout = 10000");
        try
        {
            return work(session);
        }
        finally
        {
            readers.Add(session);
        }
    }

    /// <summary>Writes what waits and closes the file. Reads must have ended.</summary>
    public void Dispose()
    {
        // The writer goes last: only it can fold the log into the file.
        while (readers.TryTake(out var reader))
            reader.Dispose();
        writer.Dispose();
    }
}
