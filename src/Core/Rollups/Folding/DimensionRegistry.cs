using System.Collections.Concurrent;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// Bounds the combinations of dimensions that a project counts apart in one day of event time, so that a caller who puts an id into a feature's name
/// costs nothing but detail. First come, first kept, for ever: so that folding again, or rebuilding, places every call where it stood.
/// </summary>
public sealed class DimensionRegistry(ITables tables)
{
    /// <summary>Combinations counted as they are.</summary>
    public const int Exact = 300;

    /// <summary>Room beyond them for combinations without feature and prompt version.</summary>
    public const int ExactAndCoarse = 400;

    private readonly ConcurrentDictionary<(string, DateOnly), HashSet<RollupKey>> _known = new();

    /// <summary>Under which key each of these is counted: itself, or one with <see cref="RollupKey.Other"/> in it.</summary>
    public async Task<IReadOnlyDictionary<RollupKey, RollupKey>> AdmitAsync(
        string projectId,
        DateOnly day,
        IReadOnlyCollection<RollupKey> keys,
        CancellationToken cancellation
    )
    {
        var id = (projectId, day);
        while (true)
        {
            if (_known.TryGetValue(id, out var known) && Place(known, keys) is { } places)
                return places;
            var row = await tables.FindAsync(RollupTables.Dimensions, projectId, KeyOf(day), cancellation);
            var admitted = row is null ? [] : Unpack(PackedRows.Join([row]));
            var before = admitted.Count;
            foreach (var key in keys)
                Admit(admitted, key);
            if (admitted.Count == before || await TrySaveAsync(projectId, day, admitted, row?.ETag, cancellation))
            {
                if (_known.Count > 100)
                    _known.Clear();
                HashSet<RollupKey> now = [.. admitted];
                _known[id] = now;
                return Place(now, keys)!; // What stands in _known may be another fold's, which read earlier.
            }
        }
    }

    /// <summary>Null where a key is not placed yet and might still be admitted.</summary>
    private static Dictionary<RollupKey, RollupKey>? Place(HashSet<RollupKey> known, IReadOnlyCollection<RollupKey> keys)
    {
        var places = new Dictionary<RollupKey, RollupKey>();
        foreach (var key in keys)
        {
            if (known.Contains(key))
                places[key] = key;
            else if (known.Count < Exact)
                return null;
            else if (known.Contains(key.Coarse))
                places[key] = key.Coarse;
            else if (known.Count < ExactAndCoarse)
                return null;
            else
                places[key] = key.Coarsest;
        }
        return places;
    }

    private static void Admit(List<RollupKey> admitted, RollupKey key)
    {
        if (admitted.Contains(key))
            return;
        if (admitted.Count < Exact)
            admitted.Add(key);
        else if (admitted.Count < ExactAndCoarse && !admitted.Contains(key.Coarse))
            admitted.Add(key.Coarse);
    }

    private async Task<bool> TrySaveAsync(
        string projectId,
        DateOnly day,
        List<RollupKey> admitted,
        string? etag,
        CancellationToken cancellation
    )
    {
        var row = PackedRows.Of(projectId, KeyOf(day), Pack(admitted)).Single() with { Key = KeyOf(day), ETag = etag };
        try
        {
            await tables.CommitAsync(RollupTables.Dimensions, [etag is null ? RowChange.Insert(row) : RowChange.Update(row)], cancellation);
            return true;
        }
        catch (RowConflictException)
        {
            return false;
        }
    }

    private static string KeyOf(DateOnly day) => day.ToString("yyyyMMdd");

    private static byte[] Pack(List<RollupKey> keys)
    {
        var to = new PackedWriter().Byte(1).Count(keys.Count);
        foreach (var key in keys)
            to.Text(key.Endpoint).Text(key.Feature).Text(key.Model).Text(key.PromptVersion).Byte((byte)key.Origin);
        return to.ToArray();
    }

    private static List<RollupKey> Unpack(byte[] bytes)
    {
        var from = new PackedReader(bytes, "a list of dimensions");
        from.Byte();
        var keys = new List<RollupKey>();
        for (var left = from.Count(); left > 0; left--)
            keys.Add(new RollupKey(from.Text(), from.Text(), from.Text(), from.Text(), (CallOrigin)from.Byte()));
        return keys;
    }
}
