namespace LlmMonitor.Core.Incidents;

/// <summary>What the run of each minute asks: which incidents are not closed, and which alert belongs where.</summary>
/// <param name="Alerts">Alert id → incident id, of closed incidents too while the alert is kept: an alert opens one incident.</param>
public sealed record IncidentIndex(IReadOnlyList<OpenIncident> Open, IReadOnlyDictionary<string, string> Alerts)
{
    public static IncidentIndex Empty { get; } = new([], new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>As it is once an incident stands like this.</summary>
    public IncidentIndex With(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var alerts = new Dictionary<string, string>(Alerts, StringComparer.Ordinal);
        foreach (var alert in incident.Alerts)
            alerts[alert.AlertId] = incident.Id;
        var others = Open.Where(open => open.Id != incident.Id);
        return new(incident.State == IncidentState.Closed ? [.. others] : [.. others, OpenIncident.Of(incident)], alerts);
    }

    /// <summary>Without the alerts that nobody keeps any more.</summary>
    public IncidentIndex Without(IReadOnlySet<string> keptAlerts) =>
        this with
        {
            Alerts = Alerts
                .Where(pair => keptAlerts.Contains(pair.Key) || Open.Any(open => open.Id == pair.Value))
                .ToDictionary(StringComparer.Ordinal),
        };
}

public sealed record OpenIncident(string Id, string? Endpoint, string? AlertCause, DateTimeOffset LastAlertAt, DateTimeOffset? DueAt)
{
    internal static OpenIncident Of(Incident incident) =>
        new(incident.Id, incident.Endpoint, incident.AlertCause, incident.LastAlertAt, incident.DueAt);
}
