namespace LlmMonitor.Core.Alerts;

/// <summary>Which incident each alert of a project was brought to: alert id → incident id. Alerts know no incidents; whoever joins them says so here.</summary>
public delegate Task<IReadOnlyDictionary<string, string>> IncidentsOf(string projectId, CancellationToken cancellation);
