using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Incidents;

/// <summary>
/// Reads calls of a span without reading all of them: the places in which they lie are chosen by a hash, and of a place its calls by the hash of their
/// ids. So what is read grows with the sample and not with the traffic, and every run reads the same.
/// </summary>
public sealed class CallSample(RollupReader rollups, CallStore calls)
{
    /// <summary>Neighbours in a place came within seconds of each other: from so many places on they tell enough of the whole.</summary>
    private const int EnoughPlaces = 2_000;
    private const int PlacesAtOnce = 8;

    /// <param name="share">Of the calls that are wanted: above 0 to 1.</param>
    public async Task<IReadOnlyList<PlacedCall>> ReadAsync(
        string projectId,
        Minute from,
        Minute before,
        string? endpoint,
        double share,
        CancellationToken cancellation
    )
    {
        var places = await PlacesAsync(projectId, from, before, cancellation);
        var placeShare = Math.Min(1, Math.Max(share, EnoughPlaces / (double)Math.Max(1, places.Count)));
        var chosen = places.Where(place => SampleOf.Id(place.Key, placeShare));
        var found = new ConcurrentDictionary<string, PlacedCall>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            chosen,
            new ParallelOptions { MaxDegreeOfParallelism = PlacesAtOnce, CancellationToken = cancellation },
            async (place, token) =>
            {
                await foreach (var call in calls.ReadAsync(place, token))
                    if (IsMeant(call, from, before, endpoint) && SampleOf.Id(call.RequestId, share / placeShare))
                        found.TryAdd(call.RequestId, new(call, place));
            }
        );
        return [.. found.Values];
    }

    /// <summary>Every call of a span once, in the order in which they were received.</summary>
    public async IAsyncEnumerable<PlacedCall> ReadAllAsync(
        string projectId,
        Minute from,
        Minute before,
        string? endpoint,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        // Sixteen bytes an id: a million calls take some 40 MB, and two ids share a hash once in 10¹⁵ such lists.
        var seen = new HashSet<UInt128>();
        foreach (var place in await PlacesAsync(projectId, from, before, cancellation))
        await foreach (var call in calls.ReadAsync(place, cancellation))
            if (IsMeant(call, from, before, endpoint) && seen.Add(HashOf(call.RequestId)))
                yield return new(call, place);
    }

    private async Task<List<SlotShard>> PlacesAsync(string projectId, Minute from, Minute before, CancellationToken cancellation)
    {
        var places = new HashSet<SlotShard>();
        await foreach (var (_, at) in rollups.PlacesAsync(projectId, from, before, cancellation))
            places.UnionWith(at);
        return [.. places.OrderBy(place => place.Slot).ThenBy(place => place.Shard)];
    }

    private static bool IsMeant(LlmCall call, Minute from, Minute before, string? endpoint) =>
        call.Origin == CallOrigin.User
        && call.Timestamp >= from.Start
        && call.Timestamp < before.Start
        && (endpoint is null || (call.Endpoint ?? RollupKey.None) == endpoint);

    private static UInt128 HashOf(string id) => System.IO.Hashing.XxHash128.HashToUInt128(MemoryMarshal.AsBytes(id.AsSpan()));
}

/// <summary>A call and where its texts lie.</summary>
public sealed record PlacedCall(LlmCall Call, SlotShard Place);
