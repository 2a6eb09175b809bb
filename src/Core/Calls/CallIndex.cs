using System.IO.Hashing;
using System.Runtime.InteropServices;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Calls;

/// <summary>
/// Which call counts under a request id. Insert-only: folding claims each id, and the first place that claims it wins for ever.
/// Answers lookups by id, and is what makes a call that was sent twice count once.
/// </summary>
public sealed class CallIndex(ITables tables)
{
    /// <summary>Few enough that a slot's claims fill transactions, enough that no partition is hot.</summary>
    private const int Buckets = 64;
    private const int LookupsAtOnce = 16;

    /// <summary>Few, so that a single call that comes in meanwhile does not wait behind all of a fold's claims.</summary>
    private const int ClaimsAtOnce = 4;

    /// <summary>Claims ids for a place.</summary>
    /// <returns>For each id whether it belongs to this place, now or from an earlier, interrupted fold.</returns>
    public async Task<bool[]> ClaimAsync(SlotShard place, IReadOnlyList<string> requestIds, CancellationToken cancellation)
    {
        var ours = new bool[requestIds.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, requestIds.Count).GroupBy(index => PartitionOf(place.ProjectId, requestIds[index])),
            new ParallelOptions { MaxDegreeOfParallelism = ClaimsAtOnce, CancellationToken = cancellation },
            async (bucket, token) =>
            {
                var indices = bucket.ToArray();
                var claims = indices.Select(index => new Row(bucket.Key, requestIds[index], Claim(place))).ToArray();
                var inserted = await tables.InsertEachAsync(CallTables.Index, claims, token);
                for (var i = 0; i < indices.Length; i++)
                    ours[indices[i]] = inserted[i] || await FindAsync(place.ProjectId, requestIds[indices[i]], token) == place;
            }
        );
        return ours;
    }

    /// <summary>Where the call of this id lies; null where none was folded yet.</summary>
    public async Task<SlotShard?> FindAsync(string projectId, string requestId, CancellationToken cancellation)
    {
        var row = await tables.FindAsync(CallTables.Index, PartitionOf(projectId, requestId), requestId, cancellation);
        return row is null ? null : SlotShard.Parse(projectId, row.Text("at")!);
    }

    /// <summary>Where the calls of these ids lie, one answer for each id.</summary>
    public async Task<SlotShard?[]> FindAllAsync(string projectId, IReadOnlyList<string> requestIds, CancellationToken cancellation)
    {
        var found = new SlotShard?[requestIds.Count];
        await Parallel.ForAsync(
            0,
            requestIds.Count,
            new ParallelOptions { MaxDegreeOfParallelism = LookupsAtOnce, CancellationToken = cancellation },
            async (index, token) => found[index] = await FindAsync(projectId, requestIds[index], token)
        );
        return found;
    }

    /// <summary>Forgets the claims of a place, which is about to be deleted; claims of other places stay.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> ForgetAsync(SlotShard place, IReadOnlyList<string> requestIds, CancellationToken cancellation)
    {
        var claims = await FindAllAsync(place.ProjectId, requestIds, cancellation);
        var ours = requestIds.Where((_, i) => claims[i] == place).ToList();
        var rows = ours.Select(id => new Row(PartitionOf(place.ProjectId, id), id, Row.NoValues)).ToList();
        await tables.DeleteAllAsync(CallTables.Index, rows, cancellation);
        return rows.Count;
    }

    private static Dictionary<string, object> Claim(SlotShard place) => new(StringComparer.Ordinal) { ["at"] = place.Key };

    private static string PartitionOf(string projectId, string requestId) =>
        $"{projectId}|{XxHash3.HashToUInt64(MemoryMarshal.AsBytes(requestId.AsSpan())) % Buckets:x2}";
}
