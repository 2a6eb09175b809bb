using LlmMonitor.Core.Rollups;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Rollups;

/// <summary>Timer, each five minutes: a message for each project's day that may hold deltas. More often would rewrite the same hours for little.</summary>
internal sealed class CompactRollups(CompactionSweep sweep) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) => sweep.RunAsync(cancellation);
}
