using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Alerts;

/// <summary>One way to reach people.</summary>
public interface IAlertChannel
{
    /// <summary>The name under which settings ask for it: <c>slack</c>.</summary>
    string Kind { get; }

    /// <summary>Every fault of the settings; empty where they are good.</summary>
    IEnumerable<SettingsFault> Check(Channel channel);

    /// <summary>Sends the message. It may come again after a crash, with the same ids.</summary>
    /// <returns>Whom of several it did not reach, and why; null where it reached all.</returns>
    /// <exception cref="DeliveryException">It was not delivered.</exception>
    Task<string?> SendAsync(Channel channel, AlertMessage message, CancellationToken cancellation);
}

/// <summary>A message was not delivered. The sentence says why, and holds no secret.</summary>
/// <param name="isFinal">Whether another try can do no better.</param>
public sealed class DeliveryException(bool isFinal, string message, Exception? inner = null) : Exception(message, inner)
{
    public bool IsFinal { get; } = isFinal;
}
