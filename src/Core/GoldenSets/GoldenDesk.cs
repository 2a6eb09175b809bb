using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Outbound;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>Takes golden sets in, each time as a new version.</summary>
public sealed class GoldenDesk(GoldenStore store, IOptions<ProbeOptions> probes, TimeProvider time)
{
    private const int Attempts = 5;
    private readonly OutboundGuard _guard = HttpProbe.GuardOf(probes.Value);

    public async Task<(GoldenSet? Set, IReadOnlyList<CallFault> Faults)> PutAsync(
        string projectId,
        string name,
        JsonElement wanted,
        CancellationToken cancellation
    )
    {
        var before = await FindAsync(projectId, name, cancellation);
        var (set, examples, faults) = GoldenText.Read(name, wanted, before, time.GetUtcNow(), _guard);
        return await KeepAsync(projectId, set, examples, faults, cancellation);
    }

    /// <summary>A file of examples; the settings stay as they were.</summary>
    public async Task<(GoldenSet? Set, IReadOnlyList<CallFault> Faults)> ImportAsync(
        string projectId,
        string name,
        string file,
        bool isCsv,
        CancellationToken cancellation
    )
    {
        var faults = new List<CallFault>();
        var examples = isCsv ? GoldenImport.Csv(file, faults) : GoldenImport.Lines(file, faults);
        if (examples.Count == 0 && faults.Count == 0)
            faults.Add(new("examples", "must be at least one"));
        var set = GoldenText.Next(name, await FindAsync(projectId, name, cancellation), time.GetUtcNow()) with
        {
            Examples = examples.Count,
        };
        return await KeepAsync(projectId, set, examples, faults, cancellation);
    }

    /// <summary>Adds one example as a new version; one whose id is there already stays as it is.</summary>
    /// <param name="orNew">Where there is no such set, one that is only kept so far begins with this example.</param>
    public async Task<(GoldenSet? Set, IReadOnlyList<CallFault> Faults)> AddAsync(
        string projectId,
        string name,
        GoldenExample example,
        CancellationToken cancellation,
        bool orNew = false
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = await FindAsync(projectId, name, cancellation);
            if (before is null && !orNew)
                return (null, [new CallFault("name", "is no golden set of this project")]);
            var examples = before is null ? [] : await store.ReadExamplesAsync(projectId, before, cancellation);
            if (examples.Any(kept => kept.Id == example.Id))
                return (before, []);
            var next = GoldenText.Next(name, before, time.GetUtcNow()) with { Examples = examples.Count + 1 };
            try
            {
                return await KeepAsync(projectId, next, [.. examples, example], GoldenText.Faults(example, examples.Count), cancellation);
            }
            catch (RowConflictException) when (attempt < Attempts) { } // another version was kept meanwhile
        }
    }

    /// <summary>The version that counts.</summary>
    public async Task<GoldenSet?> FindAsync(string projectId, string name, CancellationToken cancellation) =>
        await store.FindAsync(projectId, name, cancellation) is { } head
            ? await store.FindVersionAsync(projectId, name, head.Version, cancellation)
            : null;

    private async Task<(GoldenSet? Set, IReadOnlyList<CallFault> Faults)> KeepAsync(
        string projectId,
        GoldenSet? set,
        IReadOnlyList<GoldenExample> examples,
        IReadOnlyList<CallFault> faults,
        CancellationToken cancellation
    )
    {
        if (set is not null && await store.ReadVersionsAsync(projectId, set.Name, cancellation) is [.., var last])
            set = set with { Version = last.Version + 1 };
        if (set is { Version: 1 } && (await store.ListAsync(projectId, cancellation)).Count >= GoldenStore.MostSets)
            faults = [.. faults, new CallFault("name", $"a project has at most {GoldenStore.MostSets} golden sets")];
        if (set is null || faults.Count > 0)
            return (null, faults);
        await store.PutAsync(projectId, set, examples, cancellation);
        return (set, []);
    }
}
