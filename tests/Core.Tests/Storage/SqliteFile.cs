using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Tests.Storage;

/// <summary>A database in a folder of its own, gone after the test.</summary>
public sealed class SqliteFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("llm-monitor-");

    public SqliteFile() => Database = new SqliteDatabase(Path);

    public string Path => System.IO.Path.Combine(folder.FullName, "monitor.db");

    public SqliteDatabase Database { get; private set; }

    public SqliteDatabase Reopen()
    {
        Database.Dispose();
        return Database = new SqliteDatabase(Path);
    }

    /// <summary>The files as a power cut would leave them now.</summary>
    public string CopyAsAfterKill()
    {
        var copy = System.IO.Path.Combine(folder.FullName, "copy.db");
        foreach (var suffix in (string[])["", "-wal"])
            File.Copy(Path + suffix, copy + suffix);
        return copy;
    }

    public void Dispose()
    {
        Database.Dispose();
        folder.Delete(recursive: true);
    }
}
