using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace LlmMonitor.Ingest;

/// <summary>What SQLite itself does on this disk: the app's table, settings and row size, one connection, nothing around it.</summary>
internal static class RawSqlite
{
    private const int BytesOfCall = 150;

    public static double InsertsPerSecond(string folder, TimeSpan time, int perCommit = 1000)
    {
        var (rows, clock) = (0L, Stopwatch.StartNew());
        Run(folder, perCommit, () => clock.Elapsed < time, () => rows += perCommit);
        return rows / clock.Elapsed.TotalSeconds;
    }

    /// <summary>How long a commit of one row takes. Milliseconds, one for each.</summary>
    public static IReadOnlyList<double> Commits(string folder, int count)
    {
        var (each, clock) = (new List<double>(), Stopwatch.StartNew());
        Run(
            folder,
            1,
            () => each.Count < count,
            () =>
            {
                each.Add(clock.Elapsed.TotalMilliseconds);
                clock.Restart();
            }
        );
        return each;
    }

    private static void Run(string folder, int perCommit, Func<bool> goOn, Action committed)
    {
        var file = Path.Combine(folder, "raw.db");
        File.Delete(file);
        File.Delete(file + "-wal");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000; PRAGMA cache_size = -16384;"
        );
        Execute("CREATE TABLE rows (tbl TEXT, pk TEXT, rk TEXT, etag INTEGER, data BLOB, PRIMARY KEY (tbl, pk, rk)) WITHOUT ROWID");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO rows VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        var values = Enumerable.Range(1, 5).Select(i => insert.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" })).ToArray();
        (values[0].Value, values[1].Value, values[4].Value) = ("calls", "default|20261123060005|00", new byte[BytesOfCall]);
        for (var row = 0L; goOn(); committed())
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = 0; i < perCommit; i++, row++)
            {
                (values[2].Value, values[3].Value) = ($"req-{row:D9}", row);
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }

        void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
