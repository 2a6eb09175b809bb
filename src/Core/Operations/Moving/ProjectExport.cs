using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Operations;

/// <summary>
/// A project as lines of JSON: a head with its name and settings, its rows table by table, and an end that counts them, so that a file that was cut is noticed.
/// Neither keys nor secrets are among them. What arrives meanwhile may be missing.
/// </summary>
public sealed class ProjectExport(ITables tables, IReadOnlyList<KeptTable> kept)
{
    internal const string Head = "llm_monitor_export";
    internal const string End = "end";
    internal const int Version = 1;

    /// <summary>Channels that reach people without a secret.</summary>
    private static readonly (string Table, string Type) OpenChannels = ("channels", "email");

    internal static JsonSerializerOptions Json { get; } =
        new(JsonRow.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async IAsyncEnumerable<string> RunAsync(Project project, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        yield return new JsonObject
        {
            [Head] = Version,
            ["name"] = project.Name,
            ["settings"] = JsonSerializer.SerializeToNode(project.Settings, Json),
            ["deployments"] = JsonSerializer.SerializeToNode(project.Deployments, Json),
        }.ToJsonString(Json);
        var rows = 0L;
        foreach (var table in Order(kept))
        foreach (var range in new[] { RowRange.In(project.Id), RowRange.Partitions($"{project.Id}|", RowRange.After($"{project.Id}|")) })
        await foreach (var row in tables.ReadAsync(table.Name, range, cancellation))
            if (!IsSecret(table.Name, row))
            {
                rows++;
                yield return RowLine.Of(table.Name, project.Id, WithoutHeaders(row)).ToJsonString(Json);
            }
        yield return new JsonObject { [End] = rows }.ToJsonString(Json);
    }

    /// <summary>What starts work comes last: markers are folded by whoever sees them, and by then all else is there.</summary>
    private static IEnumerable<KeptTable> Order(IReadOnlyList<KeptTable> kept) =>
        kept.Where(table => table.Moves).OrderBy(table => table.For == KeptFor.Work);

    /// <summary>What canaries and golden sets send to an app's endpoint may hold a key; it is shown nowhere, and does not leave here.</summary>
    private static Row WithoutHeaders(Row row)
    {
        if (JsonText.Of(row) is not { } json || !DropHeaders(json))
            return row;
        var values = new Dictionary<string, object>(row.Values, StringComparer.Ordinal);
        JsonText.Put(values, json);
        return row with { Values = values };
    }

    private static bool DropHeaders(JsonNode json)
    {
        var isChanged = false;
        if (json is JsonObject named)
            foreach (var (name, child) in named.ToList())
                if (name == "headers" && child is JsonObject { Count: > 0 })
                {
                    named[name] = new JsonObject();
                    isChanged = true;
                }
                else if (child is not null)
                    isChanged |= DropHeaders(child);
        if (json is JsonArray list)
            foreach (var child in list)
                isChanged |= child is not null && DropHeaders(child);
        return isChanged;
    }

    private static bool IsSecret(string table, Row row) =>
        table == OpenChannels.Table && (string?)JsonRow.Read<JsonObject>(row)["type"] != OpenChannels.Type;
}
