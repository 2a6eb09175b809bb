using System.IO.Hashing;
using System.Text;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Safety.Sampling;

/// <summary>When each prompt version of an endpoint was first seen: partition project, key a hash of both. Insert-only.</summary>
public sealed class PromptVersionStore(ITables tables, TimeProvider time)
{
    public const string Table = "promptversions";

    private readonly BriefCache<Sighting> _seen = new(time, TimeSpan.FromMinutes(30), most: 20_000);

    /// <summary>When it was first asked for here; now, where it never was.</summary>
    public async ValueTask<DateTimeOffset> FirstSeenAsync(
        string projectId,
        string? endpoint,
        string version,
        CancellationToken cancellation = default
    )
    {
        var key = Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes($"{endpoint}\n{version}")));
        return (await _seen.GetAsync($"{projectId}|{key}", () => LoadAsync(projectId, key, endpoint, version), cancellation))!.At;
    }

    private async Task<Sighting?> LoadAsync(string projectId, string key, string? endpoint, string version)
    {
        if (await tables.FindAsync(Table, projectId, key) is { } there)
            return JsonRow.Read<Sighting>(there);
        var mine = new Sighting(endpoint, version, time.GetUtcNow());
        var isNew = await tables.InsertEachAsync(Table, [JsonRow.Of(projectId, key, mine)]);
        return isNew[0] ? mine : JsonRow.Read<Sighting>((await tables.FindAsync(Table, projectId, key))!);
    }

    private sealed record Sighting(string? Endpoint, string Version, DateTimeOffset At);
}
