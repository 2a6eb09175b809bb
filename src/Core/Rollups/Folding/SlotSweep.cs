using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>Finds what a kill left behind: slots whose pointer was lost. Sends a new pointer for each.</summary>
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
    }
}
