using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Calls;

/// <summary>Queue <c>slots</c>: folds one shard of a slot into the rollups.</summary>
internal sealed class FoldSlot(WorkQueue work, SlotFold fold) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<SlotPointer>(CallTables.SlotQueue, invocation.Text ?? "", fold.RunAsync, cancellation);
}
