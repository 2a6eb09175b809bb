using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Alerts;

/// <summary>Queue <c>deliveries</c>: one notice to one channel.</summary>
internal sealed class DeliverAlert(WorkQueue work, NoticeDelivery delivery) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<DeliveryPointer>(AlertDesk.Queue, invocation.Text ?? "", delivery.RunAsync, cancellation);
}
