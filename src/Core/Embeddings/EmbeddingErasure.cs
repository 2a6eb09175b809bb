using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Embeddings;

/// <summary>The vectors of an erased person's calls.</summary>
public sealed class EmbeddingErasure(ITables tables) : IPersonalData
{
    public async Task EraseCallsAsync(Erasure erasure, IReadOnlyList<ErasedCall> calls, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        ArgumentNullException.ThrowIfNull(calls);
        foreach (var place in calls.GroupBy(call => call.Place.Partition, StringComparer.Ordinal))
        {
            Row[] rows = [.. place.Select(call => new Row(place.Key, call.RequestId, Row.NoValues))];
            var there = await tables.ExistingKeysAsync(EmbeddingStore.Table, rows, cancellation);
            await tables.DeleteAllAsync(EmbeddingStore.Table, [.. rows.Where(row => there.Contains(row.Key))], cancellation);
            erasure.Count(EmbeddingStore.Table, there.Count);
        }
    }
}
