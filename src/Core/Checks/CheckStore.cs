using System.Text.Json;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Checks;

/// <summary>Keeps the output checks of endpoints: one row each, in the partition of their project.</summary>
public sealed class CheckStore(ITables tables, TimeProvider time, IEnumerable<IOutputCheck> known)
{
    public const string Table = "checks";

    private readonly IReadOnlyList<IOutputCheck> _known = [.. known];
    private readonly BriefCache<CheckBook> _cache = new(time, TimeSpan.FromSeconds(10), most: 10_000);

    /// <summary>The kinds of checks that there are.</summary>
    public IReadOnlyList<IOutputCheck> Known => _known;

    public async Task<IReadOnlyList<EndpointChecks>> ListAsync(string projectId, CancellationToken cancellation = default)
    {
        var all = new List<EndpointChecks>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId), cancellation))
            all.Add(JsonRow.Read<EndpointChecks>(row));
        return all;
    }

    public async Task<EndpointChecks?> FindAsync(string projectId, string endpoint, CancellationToken cancellation = default) =>
        await tables.FindAsync(Table, projectId, KeyOf(endpoint), cancellation) is { } row ? JsonRow.Read<EndpointChecks>(row) : null;

    /// <summary>Replaces the endpoint's checks. The same ones once more leave version and date as they are.</summary>
    /// <param name="checks">As <see cref="CheckRules.Read"/> took them, without faults.</param>
    public async Task<EndpointChecks> PutAsync(string projectId, string endpoint, PreparedChecks checks, CancellationToken cancellation = default)
    {
        while (true)
        {
            var there = await tables.FindAsync(Table, projectId, KeyOf(endpoint), cancellation);
            var before = there is null ? null : JsonRow.Read<EndpointChecks>(there);
            var given = checks.Definitions.Select(check => check.Given).ToList();
            if (before is not null && before.Checks.Count == given.Count && before.Checks.Zip(given).All(pair => JsonElement.DeepEquals(pair.First, pair.Second)))
                return before;
            var next = new EndpointChecks(endpoint, (before?.Version ?? 0) + 1, time.GetUtcNow(), given);
            var row = JsonRow.Of(projectId, KeyOf(endpoint), next, there?.ETag);
            try
            {
                await tables.CommitAsync(Table, [there is null ? RowChange.Insert(row) : RowChange.Update(row)], cancellation);
            }
            catch (RowConflictException)
            {
                continue;
            }
            _cache.Forget(projectId);
            return next;
        }
    }

    /// <summary>The checks of every endpoint ready to run, up to ten seconds old. What did not change is not prepared again.</summary>
    public async ValueTask<IReadOnlyDictionary<string, PreparedChecks>> RecentAsync(string projectId, CancellationToken cancellation)
    {
        var last = _cache.LastSeen(projectId);
        return (await _cache.GetAsync(projectId, async () => await LoadAsync(projectId, last), cancellation))!.Prepared;
    }

    private async Task<CheckBook> LoadAsync(string projectId, CheckBook? last)
    {
        var (versions, prepared) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, PreparedChecks>(StringComparer.Ordinal));
        foreach (var endpoint in await ListAsync(projectId))
        {
            versions[endpoint.Endpoint] = endpoint.Version;
            prepared[endpoint.Endpoint] =
                last is not null && last.Versions.TryGetValue(endpoint.Endpoint, out var version) && version == endpoint.Version
                    ? last.Prepared[endpoint.Endpoint]
                    // What an earlier version of the app took and this one does not is left out; PUT says why.
                    : CheckRules.Read(JsonSerializer.SerializeToElement(endpoint.Checks), _known).Checks;
        }
        return new(versions, prepared);
    }

    private static string KeyOf(string endpoint) => UserSpendRows.EscapeUser(endpoint);

    private sealed record CheckBook(IReadOnlyDictionary<string, int> Versions, IReadOnlyDictionary<string, PreparedChecks> Prepared);
}

/// <param name="Version">Counts the changes, from 1.</param>
/// <param name="Checks">The definitions as they were given.</param>
public sealed record EndpointChecks(string Endpoint, int Version, DateTimeOffset ChangedAt, IReadOnlyList<JsonElement> Checks);
