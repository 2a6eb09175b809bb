using System.Collections.Concurrent;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Changes;

/// <summary>
/// Notes versions as calls are folded: partition project, key a hash of thing and value. A version that was seen later than it was used moves back to
/// its earliest call, so that the order in which slots are folded does not matter. What is known is remembered: a fold seldom asks the tables.
/// </summary>
public sealed class SightingStore(ITables tables, TimeProvider time) : IFoldWatch
{
    public const string Table = "sightings";

    /// <summary>So many new versions a project and day of event time are noted: somebody may put an id into a prompt's version.</summary>
    public const int MostADay = 200;

    private const int Attempts = 5;
    private readonly BriefCache<ConcurrentDictionary<(VersionOf, string), DateTimeOffset>> _known = new(
        time,
        TimeSpan.FromMinutes(30),
        most: 2_000
    );

    public async Task SeeAsync(string projectId, IReadOnlyCollection<LlmCall> calls, CancellationToken cancellation)
    {
        var known = (await _known.GetAsync(projectId, () => LoadAsync(projectId), cancellation))!;
        var earliest = calls
            .SelectMany(SightingRules.Of)
            .GroupBy(sighting => (sighting.Of, sighting.Value))
            .Select(same => same.MinBy(sighting => sighting.At)!);
        foreach (var sighting in earliest)
            if (!known.TryGetValue((sighting.Of, sighting.Value), out var at) || sighting.At < at)
                await NoteAsync(projectId, known, sighting, cancellation);
    }

    public async Task<IReadOnlyList<Sighting>> ReadAsync(string projectId, CancellationToken cancellation = default)
    {
        var sightings = new List<Sighting>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId), cancellation))
            sightings.Add(JsonRow.Read<Sighting>(row));
        return sightings;
    }

    private async Task NoteAsync(
        string projectId,
        ConcurrentDictionary<(VersionOf, string), DateTimeOffset> known,
        Sighting sighting,
        CancellationToken cancellation
    )
    {
        var thing = (sighting.Of, sighting.Value);
        var key = SightingRules.KeyOf(sighting.Of, sighting.Value);
        for (var attempt = 1; ; attempt++)
            try
            {
                var row = await tables.FindAsync(Table, projectId, key, cancellation);
                if (row is not null && JsonRow.Read<Sighting>(row) is var kept && kept.At <= sighting.At)
                {
                    known[thing] = kept.At;
                    return;
                }
                if (row is null && known.Values.Count(at => at.UtcDateTime.Date == sighting.At.UtcDateTime.Date) >= MostADay)
                    return;
                var next = JsonRow.Of(projectId, key, sighting, row?.ETag);
                await tables.CommitAsync(Table, [row is null ? RowChange.Insert(next) : RowChange.Update(next)], cancellation);
                known[thing] = sighting.At;
                return;
            }
            catch (RowConflictException) when (attempt < Attempts) { } // another fold was faster: look again
    }

    private async Task<ConcurrentDictionary<(VersionOf, string), DateTimeOffset>?> LoadAsync(string projectId) =>
        new(
            (await ReadAsync(projectId, CancellationToken.None)).Select(sighting =>
                KeyValuePair.Create((sighting.Of, sighting.Value), sighting.At)
            )
        );
}
