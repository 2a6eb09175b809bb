using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LlmMonitor.Core.Projects;

/// <summary>Settings as they are kept and changed: one JSON object, snake_case. A field that this version does not know is passed over.</summary>
internal static class SettingsJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.General)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            RespectNullableAnnotations = true,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        };

    /// <summary>Every setting's name in JSON and its type.</summary>
    public static IReadOnlyDictionary<string, Type> Fields { get; } =
        Options
            .GetTypeInfo(typeof(ProjectSettings))
            .Properties.ToDictionary(field => field.Name, field => field.PropertyType, StringComparer.Ordinal);

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
