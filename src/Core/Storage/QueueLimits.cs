using System.Text;

namespace LlmMonitor.Core.Storage;

/// <summary>
/// The limits of Azure Storage Queues with base64 encoding, held by both bodies.
/// Source: learn.microsoft.com/rest/api/storageservices/put-message, get-messages and naming-queues-and-metadata.
/// </summary>
public static class QueueLimits
{
    /// <summary>64 KiB as base64 leaves 48 KiB of UTF-8 text.</summary>
    public const int TextBytes = 48 * 1024;

    public const int MessagesPerReceive = 32;

    public static TimeSpan LongestDelay { get; } = TimeSpan.FromDays(7);

    /// <summary>Throws with a sentence where a message would break a limit.</summary>
    public static void Check(string queue, string text, TimeSpan? delay = null)
    {
        var isName =
            queue.Length is >= 3 and <= 63
            && queue.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
            && queue[0] != '-'
            && queue[^1] != '-'
            && !queue.Contains("--", StringComparison.Ordinal);
        if (!isName)
            throw new ArgumentException($"'{queue}' is no queue name: 3 to 63 of a-z, 0-9 and single hyphens inside.", nameof(queue));
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > TextBytes)
            throw new ArgumentException(
                $"A message to {queue} holds at most {TextBytes} bytes, this one {bytes}. Send a pointer instead.",
                nameof(text)
            );
        if (delay < TimeSpan.Zero || delay > LongestDelay)
            throw new ArgumentException($"A message to {queue} can wait 0 to {LongestDelay.TotalDays} days, not {delay}.", nameof(delay));
    }

    public static void CheckReceive(int most, TimeSpan hiddenFor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MessagesPerReceive);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenFor, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hiddenFor, LongestDelay);
    }
}
