using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// Reads any span of whole minutes: days, hours and minutes as far as they are compacted, and the deltas that are not yet.
/// The cost grows with the length of the span and the number of dimensions, not with the number of calls.
/// </summary>
public sealed class RollupReader(ITables tables)
{
    private const int DaysAtOnce = 4;

    /// <summary>A span as one.</summary>
    /// <param name="from">The first minute.</param>
    /// <param name="before">The minute behind the last.</param>
    public async Task<RollupSet> ReadAsync(string projectId, Minute from, Minute before, CancellationToken cancellation)
    {
        var days = DaysOf(from, before).ToList();
        var sets = new RollupSet[days.Count];
        await Parallel.ForAsync(
            0,
            days.Count,
            new ParallelOptions { MaxDegreeOfParallelism = DaysAtOnce, CancellationToken = cancellation },
            async (i, token) => sets[i] = await ReadDayAsync(projectId, days[i].Day, days[i].From, days[i].Before, token)
        );
        var whole = new RollupSet();
        foreach (var set in sets)
            whole.Merge(set);
        return whole;
    }

    /// <summary>The minutes of a span that have calls, apart.</summary>
    public async Task<IReadOnlyDictionary<Minute, RollupSet>> ReadMinutesAsync(
        string projectId,
        Minute from,
        Minute before,
        CancellationToken cancellation
    )
    {
        var minutes = new SortedDictionary<Minute, RollupSet>();
        foreach (var (day, first, end) in DaysOf(from, before))
        {
            var rows = new DayRows(tables, projectId, day);
            var read = await rows.SettledAsync(
                async _ =>
                {
                    var all = await rows.RangeAsync(RollupRows.MinutePrefix, first, end, null, cancellation).ToListAsync(cancellation);
                    all.AddRange(await rows.RangeAsync(RollupRows.DeltaPrefix, first, end, null, cancellation).ToListAsync(cancellation));
                    return all;
                },
                cancellation
            );
            foreach (var minute in read.GroupBy(row => Minute.Parse(day, row.Key.AsSpan(2))))
                minutes[minute.Key] = Merged(minute);
        }
        return minutes;
    }

    /// <summary>For each minute that has calls, latest first, the places where they lie.</summary>
    public async IAsyncEnumerable<(Minute Minute, IReadOnlyCollection<SlotShard> Places)> PlacesAsync(
        string projectId,
        Minute from,
        Minute before,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        foreach (var (day, first, end) in DaysOf(from, before).Reverse())
        {
            var rows = new DayRows(tables, projectId, day);
            var places = new SortedDictionary<Minute, HashSet<SlotShard>>();
            HashSet<SlotShard> Of(Minute minute) => places.TryGetValue(minute, out var set) ? set : places[minute] = [];
            // Deltas before minutes: what a compaction moves meanwhile is seen twice rather than not at all.
            await foreach (var row in rows.RangeAsync(RollupRows.DeltaPrefix, first, end, [], cancellation))
            {
                var (minute, place) = RollupRows.ReadDeltaKey(projectId, day, row.Key);
                Of(minute).Add(place);
            }
            await foreach (var row in rows.RangeAsync(RollupRows.MinutePrefix, first, end, ["places"], cancellation))
                if (row.Bytes("places") is { } packed)
                    Of(Minute.Parse(day, row.Key.AsSpan(2))).UnionWith(RollupRows.UnpackPlaces(projectId, packed));
            foreach (var (minute, set) in places.Reverse())
                yield return (minute, set);
        }
    }

    /// <summary>The days of a span, each with the part of it that the span covers.</summary>
    internal static IEnumerable<(DateOnly Day, Minute From, Minute Before)> DaysOf(Minute from, Minute before)
    {
        for (var at = from; at < before; )
        {
            var nextDay = Minute.FirstOf(at.Day).Plus(Minute.PerDay);
            var end = nextDay < before ? nextDay : before;
            yield return (at.Day, at, end);
            at = end;
        }
    }

    private Task<RollupSet> ReadDayAsync(string projectId, DateOnly day, Minute from, Minute before, CancellationToken cancellation)
    {
        var rows = new DayRows(tables, projectId, day);
        return rows.SettledAsync(
            async version =>
            {
                var isWhole = before.Number - from.Number == Minute.PerDay;
                var read = isWhole ? await rows.WholeAsync(version, cancellation) : [];
                if (read.Count == 0)
                    foreach (var (prefix, first, end) in LevelsOf(from, before))
                        read.AddRange(await rows.RangeAsync(prefix, first, end, null, cancellation).ToListAsync(cancellation));
                read.AddRange(await rows.RangeAsync(RollupRows.DeltaPrefix, from, before, null, cancellation).ToListAsync(cancellation));
                return Merged(read);
            },
            cancellation
        );
    }

    /// <summary>Whole hours from hours, what sticks out from minutes.</summary>
    private static IEnumerable<(string Prefix, Minute From, Minute Before)> LevelsOf(Minute from, Minute before)
    {
        var firstHour = new Minute((from.Number + Minute.PerHour - 1) / Minute.PerHour * Minute.PerHour);
        var endHour = new Minute(before.Number / Minute.PerHour * Minute.PerHour);
        (string, Minute From, Minute Before)[] levels =
            firstHour < endHour
                ?
                [
                    (RollupRows.MinutePrefix, from, firstHour),
                    (RollupRows.HourPrefix, firstHour, endHour),
                    (RollupRows.MinutePrefix, endHour, before),
                ]
                : [(RollupRows.MinutePrefix, from, before)];
        return levels.Where(level => level.From < level.Before);
    }

    private static RollupSet Merged(IEnumerable<Row> rows)
    {
        var set = new RollupSet();
        foreach (var span in rows.GroupBy(PackedRows.KeyOf))
            set.Merge(RollupSet.FromBytes(PackedRows.Join(span)));
        return set;
    }
}
