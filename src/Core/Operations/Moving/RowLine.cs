using System.Text.Json.Nodes;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Operations;

/// <summary>
/// A row as a line of JSON: <c>{"table", "partition", "key", "values": {column: {kind: value}}}</c>. The partition is given without its project, so that
/// the row can become another project's; kinds are text, number, real, flag, time and bytes (base64).
/// </summary>
internal static class RowLine
{
    public static JsonObject Of(string table, string projectId, Row row)
    {
        var values = new JsonObject();
        foreach (var (name, value) in row.Values)
            values[name] = value switch
            {
                string text => new JsonObject { ["text"] = text },
                long number => new JsonObject { ["number"] = number },
                double real => new JsonObject { ["real"] = real },
                bool flag => new JsonObject { ["flag"] = flag },
                DateTimeOffset time => new JsonObject { ["time"] = time.UtcTicks },
                byte[] bytes => new JsonObject { ["bytes"] = Convert.ToBase64String(bytes) },
                _ => throw new InvalidOperationException(
                    $"{table} {row.Partition} {row.Key}: column {name} is of no kind that storage keeps."
                ),
            };
        return new JsonObject
        {
            ["table"] = table,
            ["partition"] = row.Partition[projectId.Length..],
            ["key"] = row.Key,
            ["values"] = values,
        };
    }

    /// <exception cref="FormatException">The line is no row; says why.</exception>
    public static (string Table, Row Row) Read(JsonObject line, string projectId)
    {
        try
        {
            var values = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (var (name, value) in line["values"]!.AsObject())
                values[name] = value!.AsObject().Single() switch
                {
                    { Key: "text" } one => one.Value!.GetValue<string>(),
                    { Key: "number" } one => one.Value!.GetValue<long>(),
                    { Key: "real" } one => one.Value!.GetValue<double>(),
                    { Key: "flag" } one => one.Value!.GetValue<bool>(),
                    { Key: "time" } one => new DateTimeOffset(one.Value!.GetValue<long>(), TimeSpan.Zero),
                    { Key: "bytes" } one => Convert.FromBase64String(one.Value!.GetValue<string>()),
                    var one => throw new FormatException($"column {name} is of an unknown kind, {one.Key}"),
                };
            var partition = line["partition"]!.GetValue<string>();
            if (partition.Length > 0 && partition[0] != '|')
                throw new FormatException("the partition leads out of the project");
            return (line["table"]!.GetValue<string>(), new Row(projectId + partition, line["key"]!.GetValue<string>(), values));
        }
        catch (Exception fault) when (fault is NullReferenceException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("it lacks a field or has one of another kind", fault);
        }
    }
}
