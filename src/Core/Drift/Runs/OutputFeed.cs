using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Drift;

/// <summary>
/// Reads what came since the last run, in the order of received time, and gives it out in the order of event time: chunk by chunk, so that
/// a first run over months of calls takes bounded memory.
/// </summary>
public sealed class OutputFeed(CallStore calls, CallIndex index)
{
    /// <summary>A call's timestamp lies at most so far ahead of its receipt.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(10);

    private const int OutputsAtOnce = 100_000;

    /// <param name="since">Null reads everything from <paramref name="oldest"/> on.</param>
    /// <param name="watermark">Outputs with a later timestamp are left for the next run.</param>
    /// <param name="now">Slots that are not ripe yet are left for the next run.</param>
    public async IAsyncEnumerable<FeedChunk> ReadAsync(
        string projectId,
        FeedCursor? since,
        DateTimeOffset oldest,
        DateTimeOffset watermark,
        DateTimeOffset now,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var fresh = since?.ReceivedBefore ?? oldest;
        var from = since is null ? oldest : since.ReceivedBefore - MostAhead;
        var before = Slot.Of(now - Slot.Grace).Start;
        var outputs = new List<FedOutput>();
        await foreach (var place in calls.PlacesAsync(projectId, from, before.AddSeconds(-Slot.LengthSeconds), cancellation))
        {
            if (outputs.Count >= OutputsAtOnce)
            {
                yield return await ChunkAsync(projectId, outputs, new FeedCursor(place.Slot.Start, watermark), cancellation);
                outputs.Clear();
            }
            // A slot that was read before holds news only where its calls were still ahead of the watermark.
            var after = place.Slot.Start < fresh ? since!.Watermark : DateTimeOffset.MinValue;
            await foreach (var call in calls.ReadAsync(place, cancellation))
                if (call.Timestamp > after && call.Timestamp <= watermark && FedOutput.Of(place, call) is { } output)
                    outputs.Add(output);
        }
        yield return await ChunkAsync(projectId, outputs, new FeedCursor(before, watermark), cancellation);
    }

    /// <summary>Of two calls under one id the one that was claimed counts; before folding the first.</summary>
    private async Task<FeedChunk> ChunkAsync(string projectId, List<FedOutput> outputs, FeedCursor end, CancellationToken cancellation)
    {
        var twice = outputs.GroupBy(output => output.RequestId, StringComparer.Ordinal).Where(same => same.Skip(1).Any()).ToList();
        var dropped = new HashSet<FedOutput>(ReferenceEqualityComparer.Instance);
        foreach (var same in twice)
        {
            var claimed = await index.FindAsync(projectId, same.Key, cancellation);
            var counts = same.FirstOrDefault(output => output.Place == claimed) ?? same.First();
            dropped.UnionWith(same.Where(output => !ReferenceEquals(output, counts)));
        }
        var left = outputs.Where(output => !dropped.Contains(output)).ToList();
        left.Sort();
        return new FeedChunk(left, end);
    }
}

/// <param name="Outputs">In feeding order.</param>
/// <param name="End">Where the next chunk, or the next run, begins once these were fed.</param>
public sealed record FeedChunk(IReadOnlyList<FedOutput> Outputs, FeedCursor End);
