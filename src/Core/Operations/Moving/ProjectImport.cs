using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Operations;

/// <summary>Reads what <see cref="ProjectExport"/> wrote into a project without calls. The same file once more changes nothing, so an import that was cut short is begun again.</summary>
public sealed class ProjectImport(ITables tables, IReadOnlyList<KeptTable> kept, ProjectStore projects)
{
    private const int RowsAtOnce = 1000;

    /// <param name="again">The project holds a part of this very file already.</param>
    /// <returns>How many rows were read.</returns>
    /// <exception cref="FormatException">What is wrong with the file, and in which line.</exception>
    public async Task<long> RunAsync(Project project, IAsyncEnumerable<string> lines, bool again, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(lines);
        if (!again && await HasCallsAsync(project.Id, cancellation))
            throw new FormatException(
                $"Project {project.Id} has calls already: import into a new project, or say that this goes on with the same file."
            );
        var known = kept.Where(table => table.Moves).Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
        var batch = new Dictionary<string, List<Row>>(StringComparer.Ordinal);
        var (number, rows, isEnded) = (0L, 0L, false);
        await foreach (var text in lines.WithCancellation(cancellation))
        {
            number++;
            if (text.Length == 0)
                continue;
            try
            {
                var line = JsonNode.Parse(text)!.AsObject();
                if (number == 1)
                {
                    await TakeSettingsAsync(project.Id, line, cancellation);
                    continue;
                }
                if (line[ProjectExport.End] is { } end)
                {
                    isEnded = end.GetValue<long>() == rows;
                    continue;
                }
                var (table, row) = RowLine.Read(line, project.Id);
                if (!known.Contains(table))
                    throw new FormatException($"{table} is no table that moves");
                // One table after the other, as they stand in the file: what starts work comes last.
                if (batch.Count > 0 && (!batch.ContainsKey(table) || batch[table].Count == RowsAtOnce))
                    await WriteAsync(batch, cancellation);
                (batch.TryGetValue(table, out var list) ? list : batch[table] = []).Add(row);
                rows++;
            }
            catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or NullReferenceException)
            {
                throw new FormatException($"Line {number} cannot be imported: {fault.Message}", fault);
            }
        }
        await WriteAsync(batch, cancellation);
        return isEnded
            ? rows
            : throw new FormatException($"The file ends after line {number} without its end: it was cut short. Import the whole file.");
    }

    private async Task TakeSettingsAsync(string projectId, JsonObject head, CancellationToken cancellation)
    {
        if ((int?)head[ProjectExport.Head] != ProjectExport.Version)
            throw new FormatException($"it is no head of an export of version {ProjectExport.Version}");
        IReadOnlyList<SettingsFault> faults = [];
        var patch = JsonSerializer.SerializeToElement(head["settings"]);
        await projects.ChangeSettingsAsync(
            projectId,
            before =>
            {
                (var after, faults) = SettingsRules.Merge(before, patch);
                return faults.Count == 0 ? after : null;
            },
            cancellation
        );
        if (faults.Count > 0)
            throw new FormatException(string.Join("; ", faults.Select(fault => $"{fault.Field} {fault.Message}")));
        foreach (var (name, deployment) in head["deployments"].Deserialize<Dictionary<string, Deployment>>(ProjectExport.Json) ?? [])
            await projects.PutDeploymentAsync(projectId, name, deployment, cancellation);
    }

    private async Task WriteAsync(Dictionary<string, List<Row>> batch, CancellationToken cancellation)
    {
        foreach (var (table, rows) in batch)
            await tables.PutAllAsync(table, rows, cancellation);
        batch.Clear();
    }

    private async Task<bool> HasCallsAsync(string projectId, CancellationToken cancellation)
    {
        var range = RowRange.Partitions($"{projectId}|", RowRange.After($"{projectId}|")) with { Columns = [], Most = 1 };
        return await tables.ReadAsync(CallTables.Calls, range, cancellation).AnyAsync(cancellation);
    }
}
