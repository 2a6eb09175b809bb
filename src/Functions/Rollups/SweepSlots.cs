using LlmMonitor.Core.Rollups;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Rollups;

/// <summary>Timer, each minute: finds slots whose pointer was lost.</summary>
internal sealed class SweepSlots(SlotSweep sweep) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) => sweep.RunAsync(cancellation);
}
