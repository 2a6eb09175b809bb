using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Functions.Projects;

/// <summary>How much one key, or one stranger, may ask of one instance of the app. Section <c>LlmMonitor:Limits</c>.</summary>
public sealed class KeyLimitOptions
{
    public const string Section = "LlmMonitor:Limits";

    /// <summary>Requests a second that a key may make, and as many at once after a pause. 5,000: far above one service, well below what stops its neighbours.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 5_000;

    /// <summary>
    /// Wrong keys a second from one remote address (one /64 of IPv6), before keys that were not good lately are refused unread. Each costs storage one read.
    /// 50: a deployment that forgot its new key is let through, a guesser is not.
    /// </summary>
    [Range(1, 10_000)]
    public int WrongKeysPerSecond { get; set; } = 50;
}
