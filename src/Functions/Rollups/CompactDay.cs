using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Rollups;

/// <summary>Queue <c>compaction</c>: merges the settled deltas of one project's day.</summary>
internal sealed class CompactDay(WorkQueue work, Compaction compaction) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<CompactionPointer>(RollupTables.CompactionQueue, invocation.Text ?? "", compaction.RunAsync, cancellation);
}
