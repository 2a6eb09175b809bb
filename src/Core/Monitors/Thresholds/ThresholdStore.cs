using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Monitors;

/// <summary>Keeps the thresholds of endpoints: one row each, in the partition of their project.</summary>
public sealed class ThresholdStore(ITables tables)
{
    public const string Table = "thresholds";

    public async Task<ThresholdBook> ReadAsync(string projectId, CancellationToken cancellation)
    {
        var book = new Dictionary<string, EndpointThresholds>(StringComparer.Ordinal);
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId), cancellation))
            book[row.Text("endpoint")!] = SettingsJson.Read<EndpointThresholds>(row.Text("thresholds")!);
        return new ThresholdBook(book);
    }

    /// <summary>Writes these endpoints' thresholds whole; others stay.</summary>
    public Task PutAsync(string projectId, IReadOnlyDictionary<string, EndpointThresholds> thresholds, CancellationToken cancellation) =>
        tables.PutAllAsync(Table, [.. thresholds.Select(pair => RowOf(projectId, pair.Key, pair.Value))], cancellation);

    private static Row RowOf(string projectId, string endpoint, EndpointThresholds thresholds) =>
        new(
            projectId,
            UserSpendRows.EscapeUser(endpoint),
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["endpoint"] = endpoint,
                ["thresholds"] = SettingsJson.Write(thresholds),
            }
        );
}
