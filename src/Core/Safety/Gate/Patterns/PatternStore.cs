using System.Text.Json;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>Keeps the overlays of projects, one row each, as the JSON that was sent.</summary>
public sealed class PatternStore(ITables tables)
{
    public const string Table = "safetypatterns";
    public const int MostOverlays = 20;

    /// <summary>The overlays by name.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> ListAsync(string projectId, CancellationToken cancellation = default)
    {
        var overlays = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId), cancellation))
            overlays[row.Key] = JsonRow.Read<JsonElement>(row);
        return overlays;
    }

    internal Task PutAsync(string projectId, string name, JsonElement overlay, CancellationToken cancellation) =>
        tables.CommitAsync(Table, [RowChange.Put(JsonRow.Of(projectId, name, overlay))], cancellation);

    /// <returns>False where there was none.</returns>
    internal async Task<bool> DeleteAsync(string projectId, string name, CancellationToken cancellation)
    {
        if (await tables.FindAsync(Table, projectId, name, cancellation) is null)
            return false;
        await tables.CommitAsync(Table, [RowChange.Delete(projectId, name)], cancellation);
        return true;
    }
}
