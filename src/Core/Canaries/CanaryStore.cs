using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Canaries;

/// <summary>Keeps canaries (partition project, key id) and what they came to (partition project, key <c>id|run</c>).</summary>
public sealed class CanaryStore(ITables tables)
{
    public const string Table = "canaries";
    public const string Results = "canaryresults";

    /// <summary>Each is asked several times an hour.</summary>
    public const int MostCanaries = 200;

    public async Task<IReadOnlyList<Canary>> ListAsync(string projectId, CancellationToken cancellation)
    {
        var canaries = new List<Canary>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId), cancellation))
            canaries.Add(JsonRow.Read<Canary>(row));
        return canaries;
    }

    public async Task<Canary?> FindAsync(string projectId, string id, CancellationToken cancellation) =>
        await tables.FindAsync(Table, projectId, id, cancellation) is { } row ? JsonRow.Read<Canary>(row) : null;

    public Task PutAsync(string projectId, Canary canary, CancellationToken cancellation) =>
        tables.PutAllAsync(Table, [JsonRow.Of(projectId, canary.Id, canary)], cancellation);

    public Task DeleteAsync(string projectId, string id, CancellationToken cancellation) =>
        tables.CommitAsync(Table, [RowChange.Delete(projectId, id)], cancellation);

    public Task PutResultAsync(string projectId, CanaryResult result, CancellationToken cancellation) =>
        tables.PutAllAsync(Results, [JsonRow.Of(projectId, $"{result.CanaryId}|{result.Run}", result)], cancellation);

    /// <summary>A canary's results of runs from one up to another, both included, oldest first.</summary>
    public async Task<IReadOnlyList<CanaryResult>> ReadResultsAsync(
        string projectId,
        string canaryId,
        string fromRun,
        string toRun,
        CancellationToken cancellation
    )
    {
        var results = new List<CanaryResult>();
        await foreach (
            var row in tables.ReadAsync(Results, RowRange.Keys(projectId, $"{canaryId}|{fromRun}", $"{canaryId}|{toRun}~"), cancellation)
        )
            results.Add(JsonRow.Read<CanaryResult>(row));
        return results;
    }

    public async Task ForgetResultsAsync(string projectId, string canaryId, string beforeRun, CancellationToken cancellation)
    {
        var old = new List<Row>();
        await foreach (
            var row in tables.ReadAsync(Results, RowRange.Keys(projectId, $"{canaryId}|", $"{canaryId}|{beforeRun}"), cancellation)
        )
            old.Add(row);
        await tables.DeleteAllAsync(Results, old, cancellation);
    }
}
