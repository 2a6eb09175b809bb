using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>Finds what a kill left behind: slots whose pointer was lost, and days whose deltas wait to be compacted. Fans out, a message each.</summary>
public sealed class SlotSweep(ITables tables, WorkQueue queue, TimeProvider time)
{
    /// <summary>Pointers get this long before the sweep takes a slot for forgotten.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var marker in tables.ReadAsync(CallTables.Markers, RowRange.All, cancellation))
        {
            var place = SlotShard.Parse(marker.Partition, marker.Key);
            if (time.GetUtcNow() > place.Slot.Ripe + Patience && time.GetUtcNow() > marker.Time("marked_at") + Patience)
                await queue.SendAsync(
                    CallTables.SlotQueue,
                    new SlotPointer(place.ProjectId, place.Key),
                    place.ProjectId,
                    null,
                    cancellation
                );
        }
        await foreach (var pending in tables.ReadAsync(RollupTables.Pending, RowRange.All, cancellation))
        {
            var day = DateOnly.ParseExact(pending.Key, "yyyyMMdd");
            await queue.SendAsync(
                RollupTables.CompactionQueue,
                new CompactionPointer(pending.Partition, day),
                pending.Partition,
                null,
                cancellation
            );
        }
    }
}
