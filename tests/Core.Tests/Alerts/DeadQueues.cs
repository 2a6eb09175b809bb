using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Tests.Alerts;

/// <summary>Queues that are out of reach.</summary>
internal sealed class DeadQueues : IQueues
{
    public Task SendAsync(string queue, string text, TimeSpan? delay = null, CancellationToken cancellation = default) =>
        throw new IOException("The queue is away.");

    public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
        string queue,
        int most,
        TimeSpan hiddenFor,
        CancellationToken cancellation = default
    ) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(string queue, QueueMessage message, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<int> CountAsync(string queue, CancellationToken cancellation = default) => throw new NotSupportedException();
}
