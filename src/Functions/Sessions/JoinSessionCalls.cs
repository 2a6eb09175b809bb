using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Sessions;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Sessions;

/// <summary>Queue <c>sessioncalls</c>: brings the calls of one shard of a slot to their sessions.</summary>
internal sealed class JoinSessionCalls(WorkQueue work, SessionCalls calls) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<SlotPointer>(SessionCalls.CallsQueue, invocation.Text ?? "", calls.RunAsync, cancellation);
}
