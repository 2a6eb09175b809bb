using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// Reads any span of whole minutes: days, hours and minutes as far as they are compacted, and the deltas that are not yet.
/// The cost grows with the length of the span and the number of dimensions, not with the number of calls.
/// </summary>
public sealed class RollupReader(ITables tables)
{
    private const int Tries = 20;
    private const int DaysAtOnce = 4;

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
            var places = new SortedDictionary<Minute, HashSet<SlotShard>>();
            HashSet<SlotShard> Of(Minute minute) => places.TryGetValue(minute, out var set) ? set : places[minute] = [];
            // Deltas before minutes: what a compaction moves meanwhile is seen twice rather than not at all.
            await foreach (var row in RangeAsync(projectId, day, RollupRows.DeltaPrefix, first, end, [], cancellation))
            {
                var (minute, place) = RollupRows.ReadDeltaKey(projectId, day, row.Key);
                Of(minute).Add(place);
            }
            await foreach (var row in RangeAsync(projectId, day, RollupRows.MinutePrefix, first, end, ["places"], cancellation))
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

    private async Task<RollupSet> ReadDayAsync(string projectId, DateOnly day, Minute from, Minute before, CancellationToken cancellation)
    {
        for (var left = Tries; left > 0; left--)
        {
            var version = await VersionAsync(projectId, day, cancellation);
            var set = await TryReadDayAsync(projectId, day, from, before, version, cancellation);
            if (await VersionAsync(projectId, day, cancellation) == version)
                return set;
        }
        throw new TimeoutException($"The rollups of {projectId} on {day:yyyy-MM-dd} changed under {Tries} readings; read them again.");
    }

    private async Task<string?> VersionAsync(string projectId, DateOnly day, CancellationToken cancellation) =>
        (
            await tables.FindAsync(RollupTables.Rollups, RollupTables.DayPartition(projectId, day), RollupTables.VersionKey, cancellation)
        )?.ETag;

    private async Task<RollupSet> TryReadDayAsync(
        string projectId,
        DateOnly day,
        Minute from,
        Minute before,
        string? version,
        CancellationToken cancellation
    )
    {
        var rows = new List<Row>();
        async Task TakeAsync(string prefix, Minute first, Minute end)
        {
            if (first < end)
                await foreach (var row in RangeAsync(projectId, day, prefix, first, end, null, cancellation))
                    rows.Add(row);
        }
        if (before.Number - from.Number == Minute.PerDay && version is not null)
            await foreach (
                var row in tables.ReadAsync(
                    RollupTables.Rollups,
                    RowRange.WithPrefix(RollupTables.DayPartition(projectId, day), RollupRows.DayKey + "|"),
                    cancellation
                )
            )
                rows.Add(row);
        if (rows.Count == 0 || rows[0].Text("of") != version)
        {
            rows.Clear();
            var firstHour = new Minute((from.Number + Minute.PerHour - 1) / Minute.PerHour * Minute.PerHour);
            var endHour = new Minute(before.Number / Minute.PerHour * Minute.PerHour);
            if (firstHour < endHour)
            {
                await TakeAsync(RollupRows.MinutePrefix, from, firstHour);
                await TakeAsync(RollupRows.HourPrefix, firstHour, endHour);
                await TakeAsync(RollupRows.MinutePrefix, endHour, before);
            }
            else
                await TakeAsync(RollupRows.MinutePrefix, from, before);
        }
        await TakeAsync(RollupRows.DeltaPrefix, from, before);
        var set = new RollupSet();
        foreach (var span in rows.GroupBy(PackedRows.KeyOf))
            set.Merge(RollupSet.FromBytes(PackedRows.Join(span)));
        return set;
    }

    /// <summary>The rows of one kind within a part of a day. An hour's key is the start of its first minute's.</summary>
    private IAsyncEnumerable<Row> RangeAsync(
        string projectId,
        DateOnly day,
        string prefix,
        Minute from,
        Minute before,
        IReadOnlyList<string>? columns,
        CancellationToken cancellation
    )
    {
        var end = before == Minute.FirstOf(day).Plus(Minute.PerDay) ? "24" : before.ToString();
        var first = prefix == RollupRows.HourPrefix ? $"{from.Hour:d2}" : from.ToString();
        end = prefix == RollupRows.HourPrefix ? end[..2] : end;
        var range = RowRange.Keys(RollupTables.DayPartition(projectId, day), prefix + first, prefix + end) with { Columns = columns };
        return tables.ReadAsync(RollupTables.Rollups, range, cancellation);
    }
}
