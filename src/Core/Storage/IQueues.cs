namespace LlmMonitor.Core.Storage;

/// <summary>
/// At-least-once messages, shaped after Azure Storage Queues: a received message is hidden for a while and comes again unless it is deleted.
/// Both bodies hold <see cref="QueueLimits"/> and create a queue on its first use.
/// </summary>
public interface IQueues
{
    /// <summary>Durable when the task completes.</summary>
    /// <param name="delay">How long the message stays hidden first; null is not at all. At most 7 days.</param>
    Task SendAsync(string queue, string text, TimeSpan? delay = null, CancellationToken cancellation = default);

    /// <summary>Up to <paramref name="most"/> (1 to 32) visible messages, hidden for <paramref name="hiddenFor"/>; empty where none waits.</summary>
    Task<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int most, TimeSpan hiddenFor, CancellationToken cancellation = default);

    /// <summary>Removes a message that was received. Where it came again meanwhile (its receipt is old) nothing happens and false is returned.</summary>
    Task<bool> DeleteAsync(string queue, QueueMessage message, CancellationToken cancellation = default);

    /// <summary>About how many messages lie there, hidden ones included.</summary>
    Task<int> CountAsync(string queue, CancellationToken cancellation = default);
}

/// <param name="Receipt">Proof of this receipt; another one comes with the next.</param>
/// <param name="DequeueCount">How often it was received, this time included.</param>
public sealed record QueueMessage(string Id, string Receipt, string Text, int DequeueCount, DateTimeOffset InsertedAt);
