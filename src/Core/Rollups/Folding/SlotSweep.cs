using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>Finds what a kill left behind: slots whose pointer was lost. Sends a new pointer for each.</summary>
public sealed class SlotSweep(ITables tables, WorkQueue queue, TimeProvider time)
{
    /// <summary>Pointers get this long before the sweep takes a slot for forgotten.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whatever the clocks say: what is seen marked now, its writer is done with when this has passed.</summary>
    private static readonly TimeSpan UntilDone = TimeSpan.FromSeconds(Slot.LengthSeconds) + Slot.Grace;

    public Task RunAsync(CancellationToken cancellation) => RunAsync(Patience, cancellation);

    /// <param name="patience">Zero where no other process can be at work on a slot: what is marked then was left behind.</param>
    public async Task RunAsync(TimeSpan patience, CancellationToken cancellation)
    {
        await foreach (var marker in tables.ReadAsync(CallTables.Markers, RowRange.All, cancellation))
        {
            var place = SlotShard.Parse(marker.Partition, marker.Key);
            if (time.GetUtcNow() > place.Slot.Ripe + patience && time.GetUtcNow() > marker.Time("marked_at") + patience)
                await queue.SendAsync(
                    CallTables.SlotQueue,
                    new SlotPointer(place.ProjectId, place.Key),
                    place.ProjectId,
                    patience > TimeSpan.Zero ? UntilDone : null,
                    cancellation
                );
        }
    }
}
