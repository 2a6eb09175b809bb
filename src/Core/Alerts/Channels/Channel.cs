using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace LlmMonitor.Core.Alerts;

/// <summary>Where a project's alerts go, as it is kept. Which fields a type needs, its <see cref="IAlertChannel.Check"/> says.</summary>
/// <param name="Name">1 to 40 lower-case letters, digits and hyphens.</param>
/// <param name="Type">The <see cref="IAlertChannel.Kind"/>.</param>
/// <param name="Url">Of a webhook; most of these addresses are secrets themselves.</param>
/// <param name="Secret">Signs what is sent.</param>
/// <param name="To">Mail addresses.</param>
public sealed partial record Channel(
    string Name,
    string Type,
    string? Url,
    string? Secret,
    IReadOnlyList<string> To,
    string? RoutingKey,
    AlertSeverity MinSeverity
)
{
    /// <summary>Why it cannot be used as it lies; null where it can. Not kept.</summary>
    [JsonIgnore]
    public string? Fault { get; init; }

    /// <summary>A channel that fails does not hear of it: that would go round for ever.</summary>
    public bool Wants(Notice notice) =>
        notice.Severity >= MinSeverity
        && !notice.Alerts.Any(alert => alert.State.Rule == AlertTiming.DeliveryFailed && alert.State.Subject == Subject);

    /// <summary>Whether the receiver knows of an alert's standing itself, and is told that somebody looks after it.</summary>
    public bool KeepsState => Type == PagerDutyChannel.Name;

    /// <summary>What an alert about this channel is about.</summary>
    public string Subject => $"channel:{Name}";

    public static bool IsName(string name) => NameShape().IsMatch(name);

    [GeneratedRegex(@"^[a-z0-9-]{1,40}\z", RegexOptions.NonBacktracking)]
    private static partial Regex NameShape();
}
