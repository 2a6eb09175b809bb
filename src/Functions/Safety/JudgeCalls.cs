using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Safety;

/// <summary>Queue <c>judge</c>: has the sampled calls of one shard of a slot judged.</summary>
internal sealed class JudgeCalls(WorkQueue work, JudgeWork judging) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<SlotPointer>(JudgeHandOut.JudgeQueue, invocation.Text ?? "", judging.RunAsync, cancellation);
}
