using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Alerts;

/// <summary>The silences of a project: table <c>silences</c>, partition project, key name. One that ended long ago is swept at the next reading.</summary>
public sealed class SilenceStore(ITables tables)
{
    public const string Table = "silences";
    private static readonly TimeSpan KeptAfter = TimeSpan.FromDays(30);

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<Silence>> ListAsync(string projectId, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var silences = new List<Silence>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId), cancellation))
            if (JsonRow.Read<Silence>(row) is var silence && silence.Ends() + KeptAfter <= now)
                await DeleteAsync(projectId, row.Key, cancellation);
            else
                silences.Add(silence);
        return silences;
    }

    public Task PutAsync(string projectId, Silence silence, CancellationToken cancellation = default) =>
        tables.CommitAsync(Table, [RowChange.Put(JsonRow.Of(projectId, silence.Name, silence))], cancellation);

    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string projectId, string name, CancellationToken cancellation = default)
    {
        if (await tables.FindAsync(Table, projectId, name, cancellation) is null)
            return false;
        await tables.CommitAsync(Table, [RowChange.Delete(projectId, name)], cancellation);
        return true;
    }
}
