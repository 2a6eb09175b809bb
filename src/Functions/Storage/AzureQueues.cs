using Azure;
using Azure.Storage.Queues;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Functions.Storage;

/// <summary>
/// Azure Storage Queues behind <see cref="IQueues"/>. After a lost connection the client sends again by itself, so a message may lie
/// there twice: at least once is what the seam promises.
/// </summary>
public sealed class AzureQueues(QueueServiceClient service) : IQueues
{
    /// <summary>Messages wait until they are done; the service's own default throws them away after 7 days.</summary>
    internal static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    public async Task SendAsync(string queue, string text, TimeSpan? delay = null, CancellationToken cancellation = default)
    {
        QueueLimits.Check(queue, text, delay);
        var client = service.GetQueueClient(queue);
        try
        {
            await client.SendMessageAsync(text, delay, Forever, cancellation);
        }
        catch (RequestFailedException fault) when (IsMissing(fault))
        {
            await client.CreateIfNotExistsAsync(cancellationToken: cancellation);
            await client.SendMessageAsync(text, delay, Forever, cancellation);
        }
    }

    public async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
        string queue,
        int most,
        TimeSpan hiddenFor,
        CancellationToken cancellation = default
    )
    {
        QueueLimits.CheckReceive(most, hiddenFor);
        try
        {
            var received = await service.GetQueueClient(queue).ReceiveMessagesAsync(most, hiddenFor, cancellation);
            return
            [
                .. received.Value.Select(message => new QueueMessage(
                    message.MessageId,
                    message.PopReceipt,
                    message.MessageText,
                    (int)message.DequeueCount,
                    message.InsertedOn ?? default
                )),
            ];
        }
        catch (RequestFailedException fault) when (IsMissing(fault))
        {
            return [];
        }
    }

    public async Task<bool> DeleteAsync(string queue, QueueMessage message, CancellationToken cancellation = default)
    {
        try
        {
            await service.GetQueueClient(queue).DeleteMessageAsync(message.Id, message.Receipt, cancellation);
            return true;
        }
        catch (RequestFailedException fault) when (fault.ErrorCode is "MessageNotFound" or "PopReceiptMismatch" or "QueueNotFound")
        {
            return false;
        }
    }

    public async Task<int> CountAsync(string queue, CancellationToken cancellation = default)
    {
        try
        {
            var properties = await service.GetQueueClient(queue).GetPropertiesAsync(cancellation);
            return properties.Value.ApproximateMessagesCount;
        }
        catch (RequestFailedException fault) when (IsMissing(fault))
        {
            return 0;
        }
    }

    private static bool IsMissing(RequestFailedException fault) => fault.ErrorCode == "QueueNotFound";
}
