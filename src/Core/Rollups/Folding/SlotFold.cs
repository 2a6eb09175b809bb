using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Telemetry;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// Folds one shard of a closed slot: claims its ids, and writes what its calls come to. A pure function of the slot's own calls and of
/// claims that never change, so it may run any number of times, at once or after a kill at any line.
/// </summary>
public sealed class SlotFold(
    ITables tables,
    CallStore calls,
    CallIndex index,
    DimensionRegistry dimensions,
    RollupDeltas deltas,
    WorkQueue queue,
    IEnumerable<IHandOut> handOuts,
    IEnumerable<IFoldWatch> watches,
    TimeProvider time
)
{
    private const int CallsAtOnce = 2000;

    public async Task RunAsync(SlotPointer pointer, CancellationToken cancellation)
    {
        var place = SlotShard.Parse(pointer.ProjectId, pointer.SlotShard);
        var marker = await tables.FindAsync(CallTables.Markers, place.ProjectId, place.Key, cancellation);
        if (marker is null)
            return; // Folded already: another pointer, or the sweep, was faster.
        if (place.Slot.Ripe - time.GetUtcNow() is { Ticks: > 0 } early)
        {
            await queue.SendAsync(CallTables.SlotQueue, pointer, place.ProjectId, early, cancellation);
            return;
        }
        var folded = new FoldedCalls();
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        await FoldIntoAsync(
            folded,
            place,
            call =>
            {
                wanted.UnionWith(handOuts.Where(handOut => handOut.Wants(call)).Select(handOut => handOut.Queue));
                return true;
            },
            cancellation
        );
        await deltas.WriteAsync(place, folded, cancellation);
        foreach (var name in wanted)
            await queue.SendAsync(name, pointer, place.ProjectId, null, cancellation);
        await ClearAsync(marker, cancellation);
        Metrics.SlotFolded(time.GetUtcNow() - place.Slot.Start);
    }

    /// <summary>Adds the calls of a place that count, and pass the filter, to what was folded so far.</summary>
    public async Task FoldIntoAsync(FoldedCalls folded, SlotShard place, Func<LlmCall, bool> filter, CancellationToken cancellation)
    {
        var batch = new List<LlmCall>(CallsAtOnce);
        await foreach (var call in calls.ReadAsync(place, cancellation))
        {
            if (filter(call))
                batch.Add(call);
            if (batch.Count == CallsAtOnce)
            {
                await FoldBatchAsync(folded, place, batch, cancellation);
                batch.Clear();
            }
        }
        await FoldBatchAsync(folded, place, batch, cancellation);
    }

    private async Task FoldBatchAsync(FoldedCalls folded, SlotShard place, List<LlmCall> batch, CancellationToken cancellation)
    {
        foreach (var watch in watches)
            await watch.SeeAsync(place.ProjectId, batch, cancellation);
        var ours = await index.ClaimAsync(place, [.. batch.Select(call => call.RequestId)], cancellation);
        foreach (var day in batch.Where((_, i) => ours[i]).GroupBy(call => Minute.Of(call.Timestamp).Day))
        {
            var keys = day.Select(RollupKey.Of).ToHashSet();
            var placed = await dimensions.AdmitAsync(place.ProjectId, day.Key, keys, cancellation);
            foreach (var call in day)
                folded.Add(call, placed[RollupKey.Of(call)]);
        }
        foreach (var duplicate in batch.Where((_, i) => !ours[i]))
            folded.AddDuplicate(duplicate);
    }

    /// <summary>Where the slot was marked again meanwhile, the new marker stays, and its pointer is on the way.</summary>
    private async Task ClearAsync(Row marker, CancellationToken cancellation)
    {
        try
        {
            await tables.CommitAsync(CallTables.Markers, [RowChange.Delete(marker.Partition, marker.Key, marker.ETag)], cancellation);
        }
        catch (RowConflictException) { }
    }
}
