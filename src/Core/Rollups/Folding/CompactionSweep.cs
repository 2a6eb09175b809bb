using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>Sends the days that may hold deltas to be compacted, a message each.</summary>
public sealed class CompactionSweep(ITables tables, WorkQueue queue)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var pending in tables.ReadAsync(RollupTables.Pending, RowRange.All, cancellation))
        {
            var (projectId, day) = (pending.Partition, DateOnly.ParseExact(pending.Key, "yyyyMMdd"));
            await queue.SendAsync(RollupTables.CompactionQueue, new CompactionPointer(projectId, day), projectId, null, cancellation);
        }
    }
}
