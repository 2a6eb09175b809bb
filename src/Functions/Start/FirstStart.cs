using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Start;

/// <summary>
/// What must be there before the port opens: the default project, and on a laptop where no operator key is set, keys to begin with.
/// </summary>
public sealed class FirstStart(ProjectStore projects, KeyStore keys, PriceTable prices, SlotSweep sweep, HostSettings settings)
{
    /// <summary>The keys that were made by this start; null otherwise. They are shown once.</summary>
    public FirstKeys? Made { get; private set; }

    public async Task RunAsync(CancellationToken cancellation = default)
    {
        // The first price costs a tenth of a second; no caller has to wait for it.
        _ = Task.Run(() => prices.Answer(new PriceQuestion("openai", "gpt-4o", null, ServiceTier.Standard, null)), cancellation);
        await projects.EnsureDefaultAsync(cancellation);
        if (!settings.OnAzureStorage)
            await sweep.RunAsync(TimeSpan.Zero, cancellation); // The only process of this file: what is marked was left by a kill.
        var isLaptop = !settings.UnderFunctionsHost && !settings.OnAzureStorage && string.IsNullOrEmpty(settings.AdminKey);
        if (!isLaptop || (await keys.ListAsync(null, cancellation)).Any(key => key.RevokedAt is null && key.Scopes.HasFlag(Scope.Operator)))
            return;
        var (_, operatorKey) = await keys.CreateAsync(null, "first operator", Scope.Operator, cancellation);
        var (_, appKey) = await keys.CreateAsync(Project.DefaultId, "first app", Scope.Ingest | Scope.Read, cancellation);
        Made = new FirstKeys(operatorKey, appKey);
    }
}

/// <param name="App">Records calls and reads reports of project <c>default</c>.</param>
public sealed record FirstKeys(string Operator, string App);
