using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>Examples that were made of an erased person's calls, and what they came to: an example made of a call bears its id.</summary>
public sealed class GoldenErasure(ITables tables) : IPersonalData
{
    public async Task EraseCallsAsync(Erasure erasure, IReadOnlyList<ErasedCall> calls, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        ArgumentNullException.ThrowIfNull(calls);
        var ids = calls.Select(call => call.RequestId).ToHashSet(StringComparer.Ordinal);
        var prefix = $"{erasure.Project.Id}|";
        foreach (var table in new[] { GoldenStore.Examples, GoldenStore.Results })
        {
            var range = RowRange.Partitions(prefix, RowRange.After(prefix)) with { Columns = [] };
            var theirs = await tables.ReadAsync(table, range, cancellation).Where(row => ids.Contains(row.Key)).ToListAsync(cancellation);
            await tables.DeleteAllAsync(table, theirs, cancellation);
            erasure.Count(table, theirs.Count);
        }
    }
}
