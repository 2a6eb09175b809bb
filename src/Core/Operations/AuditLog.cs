using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Operations;

/// <summary>Who changed what history. Partition project, key time and kind.</summary>
public static class AuditLog
{
    public const string Table = "audit";

    public static Task AddAsync(
        ITables tables,
        string projectId,
        string kind,
        DateTimeOffset now,
        IReadOnlyDictionary<string, object> what,
        CancellationToken cancellation
    ) => tables.PutAllAsync(Table, [new Row(projectId, $"{now.UtcDateTime:yyyyMMddHHmmssfffffff}|{kind}", what)], cancellation);
}
