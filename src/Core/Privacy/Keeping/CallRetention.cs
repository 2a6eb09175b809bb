using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Logging;

namespace LlmMonitor.Core.Privacy;

/// <summary>
/// Ends calls together with their claims. A claim is needed as long as a copy of its call could still be taken; a copy carries the call's own time, and
/// <c>CallsKeptFrom</c>, which moves before anything is deleted, has passed that time for ever. A slot that still waits to be folded stays: its calls
/// are in no figure yet.
/// </summary>
public sealed class CallRetention(ITables tables, CallStore calls, CallIndex index, ILogger<CallRetention> log) : IRetained
{
    private const int CallsAtOnce = 2000;

    public async Task ForgetAsync(Forgetting forgetting, CancellationToken cancellation)
    {
        var (project, waiting) = (forgetting.Project.Id, 0);
        await foreach (var place in calls.PlacesAsync(project, DateTimeOffset.UnixEpoch, forgetting.Before.Calls, cancellation))
        {
            if (forgetting.IsOver)
                break;
            if (place.Slot.End > forgetting.Before.Calls)
                continue;
            if (await tables.FindAsync(CallTables.Markers, project, place.Key, cancellation) is not null)
                waiting++;
            else
                await ForgetAsync(forgetting, place, cancellation);
        }
        if (waiting > 0)
            log.LogWarning(
                "{Count} slots of project {Project} are past their time and wait to be folded; they stay until then.",
                waiting,
                project
            );
    }

    /// <summary>Claims first: a kill in between leaves calls that the next run finds.</summary>
    private async Task ForgetAsync(Forgetting forgetting, SlotShard place, CancellationToken cancellation)
    {
        var rows = await tables
            .ReadAsync(CallTables.Calls, RowRange.In(place.Partition) with { Columns = [] }, cancellation)
            .ToListAsync(cancellation);
        foreach (var chunk in rows.Chunk(CallsAtOnce))
        {
            forgetting.Count(CallTables.Index, await index.ForgetAsync(place, [.. chunk.Select(row => row.Key)], cancellation));
            await tables.DeleteAllAsync(CallTables.Calls, chunk, cancellation);
            forgetting.Count(CallTables.Calls, chunk.Length);
        }
    }
}
