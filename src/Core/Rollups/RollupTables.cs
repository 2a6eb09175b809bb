namespace LlmMonitor.Core.Rollups;

/// <summary>The tables and queues of this room. Keys and columns: docs/reference/storage-layout.md.</summary>
public static class RollupTables
{
    /// <summary>Partition project|day: deltas of slots, and the minutes and hours they were merged into.</summary>
    public const string Rollups = "rollups";

    /// <summary>Partition project|day|bucket, keyed user first: what each user spent.</summary>
    public const string UserSpend = "userspend";

    /// <summary>Partition project, key day: which combinations of dimensions are counted apart.</summary>
    public const string Dimensions = "dimensions";

    /// <summary>Partition project, key day: days that may hold deltas to be compacted.</summary>
    public const string Pending = "pendingdays";

    public const string CompactionQueue = "compaction";

    /// <summary>The row that every compaction of a partition rewrites: a reader that sees it change reads again. Sorts first.</summary>
    public const string VersionKey = "!";

    public static string DayPartition(string projectId, DateOnly day) => $"{projectId}|{day:yyyyMMdd}";
}

/// <summary>What a message in the compaction queue says.</summary>
public sealed record CompactionPointer(string ProjectId, DateOnly Day);
