using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>Keeps golden sets: which version counts (key name), each version (key <c>name|version</c>), its examples, its runs and their results.</summary>
public sealed class GoldenStore(ITables tables)
{
    public const string Heads = "goldensets";
    public const string Versions = "goldenversions";
    public const string Examples = "goldenexamples";
    public const string Runs = "goldenruns";
    public const string Results = "goldenresults";
    public const int MostSets = 100;
    private const int Attempts = 5;

    public async Task<IReadOnlyList<GoldenHead>> ListAsync(string projectId, CancellationToken cancellation) =>
        await ReadAsync<GoldenHead>(Heads, RowRange.In(projectId), cancellation);

    public async Task<GoldenHead?> FindAsync(string projectId, string name, CancellationToken cancellation) =>
        await tables.FindAsync(Heads, projectId, name, cancellation) is { } row ? JsonRow.Read<GoldenHead>(row) : null;

    public async Task<GoldenSet?> FindVersionAsync(string projectId, string name, int version, CancellationToken cancellation) =>
        await tables.FindAsync(Versions, projectId, $"{name}|{version:d6}", cancellation) is { } row ? JsonRow.Read<GoldenSet>(row) : null;

    /// <summary>Every version of a set, oldest first, also one whose writing was cut short.</summary>
    public Task<IReadOnlyList<GoldenSet>> ReadVersionsAsync(string projectId, string name, CancellationToken cancellation) =>
        ReadAsync<GoldenSet>(Versions, RowRange.WithPrefix(projectId, $"{name}|"), cancellation);

    public Task<IReadOnlyList<GoldenExample>> ReadExamplesAsync(string projectId, GoldenSet set, CancellationToken cancellation) =>
        ReadAsync<GoldenExample>(Examples, RowRange.In(ExamplesOf(projectId, set)), cancellation);

    /// <summary>Keeps a new version: that it is taken, then its examples, then that it counts.</summary>
    /// <exception cref="RowConflictException">Somebody else keeps this version at the same moment.</exception>
    public async Task PutAsync(string projectId, GoldenSet set, IReadOnlyList<GoldenExample> examples, CancellationToken cancellation)
    {
        await tables.CommitAsync(Versions, [RowChange.Insert(JsonRow.Of(projectId, $"{set.Name}|{set.Version:d6}", set))], cancellation);
        var partition = ExamplesOf(projectId, set);
        await tables.PutAllAsync(Examples, [.. examples.Select(example => JsonRow.Of(partition, example.Id, example))], cancellation);
        await ChangeAsync(
            projectId,
            set.Name,
            head => (head ?? new(set.Name, set.Version, null, null)) with { Version = set.Version },
            cancellation
        );
    }

    /// <param name="change">Pure, for it may run again.</param>
    public async Task ChangeAsync(string projectId, string name, Func<GoldenHead?, GoldenHead> change, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                var row = await tables.FindAsync(Heads, projectId, name, cancellation);
                var after = JsonRow.Of(projectId, name, change(row is null ? null : JsonRow.Read<GoldenHead>(row)), row?.ETag);
                await tables.CommitAsync(Heads, [row is null ? RowChange.Insert(after) : RowChange.Update(after)], cancellation);
                return;
            }
            catch (RowConflictException) when (attempt < Attempts) { }
    }

    public Task PutRunAsync(string projectId, GoldenRun run, CancellationToken cancellation) =>
        tables.PutAllAsync(Runs, [JsonRow.Of(projectId, $"{run.Set}|{run.Run}", run)], cancellation);

    public async Task<GoldenRun?> FindRunAsync(string projectId, string name, string run, CancellationToken cancellation) =>
        await tables.FindAsync(Runs, projectId, $"{name}|{run}", cancellation) is { } row ? JsonRow.Read<GoldenRun>(row) : null;

    /// <summary>Oldest first.</summary>
    public Task<IReadOnlyList<GoldenRun>> ReadRunsAsync(string projectId, string name, CancellationToken cancellation) =>
        ReadAsync<GoldenRun>(Runs, RowRange.WithPrefix(projectId, $"{name}|"), cancellation);

    public Task PutResultAsync(string projectId, string name, string run, GoldenResult result, CancellationToken cancellation) =>
        tables.PutAllAsync(Results, [JsonRow.Of($"{projectId}|{name}|{run}", result.ExampleId, result)], cancellation);

    public Task<IReadOnlyList<GoldenResult>> ReadResultsAsync(string projectId, string name, string run, CancellationToken cancellation) =>
        ReadAsync<GoldenResult>(Results, RowRange.In($"{projectId}|{name}|{run}"), cancellation);

    private static string ExamplesOf(string projectId, GoldenSet set) => $"{projectId}|{set.Name}|{set.Version:d6}";

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string table, RowRange range, CancellationToken cancellation)
    {
        var read = new List<T>();
        await foreach (var row in tables.ReadAsync(table, range, cancellation))
            read.Add(JsonRow.Read<T>(row));
        return read;
    }
}
