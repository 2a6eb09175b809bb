using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Outbound;
using LlmMonitor.Core.Probes;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Canaries;

/// <summary>Sets canaries, removes them, and tells how they stand.</summary>
public sealed class CanaryDesk(
    CanaryStore store,
    ExpectationRules rules,
    FindingStore findings,
    IOptions<CanaryOptions> options,
    IOptions<ProbeOptions> probes,
    TimeProvider time
)
{
    private readonly OutboundGuard _guard = HttpProbe.GuardOf(probes.Value);

    /// <returns>The canary as it is kept now, or every fault that it has.</returns>
    public async Task<(Canary? Canary, IReadOnlyList<CallFault> Faults)> PutAsync(
        string projectId,
        string id,
        JsonElement wanted,
        CancellationToken cancellation
    )
    {
        var all = await store.ListAsync(projectId, cancellation);
        var before = all.FirstOrDefault(canary => canary.Id == id);
        var (canary, faults) = CanaryText.Read(id, wanted, before, _guard);
        if (canary is not null)
            faults = [.. rules.Faults(canary.Expect)];
        if (before is null && all.Count >= CanaryStore.MostCanaries)
            faults = [.. faults, new CallFault("id", $"a project has at most {CanaryStore.MostCanaries} canaries")];
        if (canary is null || faults.Count > 0)
            return (null, faults);
        await store.PutAsync(projectId, canary, cancellation);
        if (before is not null && before.Endpoint != canary.Endpoint)
            await ForgetFindingsAsync(projectId, before.Endpoint, cancellation);
        return (canary, []);
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string projectId, string id, CancellationToken cancellation)
    {
        if (await store.FindAsync(projectId, id, cancellation) is not { } canary)
            return false;
        await store.DeleteAsync(projectId, id, cancellation);
        await store.ForgetResultsAsync(projectId, id, "~", cancellation);
        await ForgetFindingsAsync(projectId, canary.Endpoint, cancellation);
        return true;
    }

    public async Task<CanaryReport> ReportAsync(string projectId, CancellationToken cancellation)
    {
        var histories = new List<(Canary, IReadOnlyList<CanaryResult>)>();
        var from = RunClaims.NameOf(time.GetUtcNow() - CanaryRunner.LookBack);
        foreach (var canary in await store.ListAsync(projectId, cancellation))
            histories.Add((canary, await store.ReadResultsAsync(projectId, canary.Id, from, "~", cancellation)));
        return CanaryReport.Of(histories, options.Value);
    }

    /// <summary>What the endpoint's other canaries say comes back with the next run.</summary>
    private Task ForgetFindingsAsync(string projectId, string endpoint, CancellationToken cancellation) =>
        findings.PutAsync(projectId, CanaryRunner.Source, endpoint, [], time.GetUtcNow(), cancellation);
}
