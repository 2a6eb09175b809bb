namespace LlmMonitor.Core.Storage;

/// <summary>
/// At-least-once messages, shaped after Azure Storage Queues: a received message is hidden for a while and comes again unless it is
/// deleted. No order is promised.
/// Both bodies hold <see cref="QueueLimits"/> and create a queue on its first use.
/// </summary>
public interface IQueues
{
    /// <summary>Durable when the task completes.</summary>
    /// <param name="delay">How long the message stays hidden first; null is not at all. At most 7 days.</param>
    Task SendAsync(string queue, string text, TimeSpan? delay = null, CancellationToken cancellation = default);

    /// <summary>Visible messages, which are hidden from now on; empty where none waits.</summary>
    /// <param name="most">1 to 32.</param>
    /// <param name="hiddenFor">After this time they come again; 1 s to 7 days.</param>
    Task<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int most, TimeSpan hiddenFor, CancellationToken cancellation = default);

    /// <summary>Removes a received message. Where it came again meanwhile (its receipt is old) nothing happens.</summary>
    /// <returns>Whether it was removed.</returns>
    Task<bool> DeleteAsync(string queue, QueueMessage message, CancellationToken cancellation = default);

    /// <summary>About how many messages lie there, hidden ones included.</summary>
    Task<int> CountAsync(string queue, CancellationToken cancellation = default);
}

/// <param name="Receipt">Proof of this receipt; another one comes with the next.</param>
/// <param name="DequeueCount">How often it was received, this time included.</param>
public sealed record QueueMessage(string Id, string Receipt, string Text, int DequeueCount, DateTimeOffset InsertedAt);
