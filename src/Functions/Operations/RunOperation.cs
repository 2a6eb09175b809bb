using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Operations;

/// <summary>Queue <c>operations</c>: work that outlasts a request.</summary>
internal sealed class RunOperation(WorkQueue work, OperationDesk desk) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<OperationPointer>(OperationDesk.Queue, invocation.Text ?? "", desk.RunAsync, cancellation);
}
