using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Privacy;

/// <summary>The JSON in a row's columns <c>json0</c>, <c>json1</c> …, whatever record it is of.</summary>
internal static class JsonText
{
    private const int ChunkBytes = 60 * 1024;
    private const string Column = "json";

    /// <summary>Null where the row holds none.</summary>
    public static JsonNode? Of(Row row)
    {
        using var bytes = new MemoryStream();
        for (var i = 0; row.Bytes($"{Column}{i}") is { } chunk; i++)
            bytes.Write(chunk);
        return bytes.Length == 0 ? null : JsonNode.Parse(bytes.ToArray());
    }

    /// <summary>In place of the JSON that was there.</summary>
    public static void Put(IDictionary<string, object> values, JsonNode json)
    {
        foreach (var name in values.Keys.Where(name => name.StartsWith(Column, StringComparison.Ordinal)).ToList())
            values.Remove(name);
        foreach (var (i, chunk) in JsonSerializer.SerializeToUtf8Bytes(json).Chunk(ChunkBytes).Index())
            values[$"{Column}{i}"] = chunk;
    }
}
