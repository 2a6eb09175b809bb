namespace LlmMonitor.Core.Alerts;

/// <summary>One message to people: the alerts of one cause that changed in one run. Kept before anything is sent.</summary>
/// <param name="Id">Begins with its time. It is the message's own identity, so that a receiver knows one that comes twice.</param>
/// <param name="Channels">Names of the channels that are to get it.</param>
public sealed record Notice(
    string Id,
    string ProjectId,
    DateTimeOffset At,
    string? Cause,
    IReadOnlyList<NoticeAlert> Alerts,
    IReadOnlyList<string> Channels
)
{
    /// <summary>A message that lists more is not read.</summary>
    public const int MostAlerts = 20;

    /// <summary>The worst that people were told of any of its alerts.</summary>
    public AlertSeverity Severity => Alerts.Max(alert => alert.State.WorstTold ?? alert.State.Severity);
}

/// <param name="AlertId">The key by which a channel joins the messages of one alert.</param>
public sealed record NoticeAlert(string AlertId, NoticeKind Kind, AlertState State)
{
    /// <summary>Which notice of its alert: alert and number together name it.</summary>
    public int Number => State.Notices;
}
