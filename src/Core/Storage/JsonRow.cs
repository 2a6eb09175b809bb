using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmMonitor.Core.Storage;

/// <summary>A record as a row: its JSON in columns <c>json0</c>, <c>json1</c> … of 60 KB.</summary>
public static class JsonRow
{
    private const int ChunkBytes = 60 * 1024;

    public static JsonSerializerOptions Options { get; } =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            IgnoreReadOnlyProperties = true,
            IncludeFields = true, // of the interval's pair
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        };

    public static Row Of<T>(string partition, string key, T value, string? etag = null) =>
        new(
            partition,
            key,
            JsonSerializer
                .SerializeToUtf8Bytes(value, Options)
                .Chunk(ChunkBytes)
                .Select((chunk, i) => KeyValuePair.Create($"json{i}", (object)chunk))
                .ToDictionary(StringComparer.Ordinal),
            etag
        );

    public static T Read<T>(Row row)
    {
        var json = new MemoryStream();
        for (var i = 0; row.Bytes($"json{i}") is { } chunk; i++)
            json.Write(chunk);
        return JsonSerializer.Deserialize<T>(json.GetBuffer().AsSpan(0, (int)json.Length), Options)!;
    }
}
