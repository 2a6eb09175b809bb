using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace LlmMonitor.Functions.Host.Bodies;

/// <summary>What a route would have read at a place of its body, in words, so that whoever sent something else need not search the reference.</summary>
internal static partial class WantedJson
{
    /// <param name="body">What the route reads its body as; null where it reads it by itself.</param>
    /// <param name="path">As in <see cref="JsonException.Path"/>: <c>$.scopes[1]</c>.</param>
    /// <returns>"must be …"; null where that cannot be said.</returns>
    public static string? At(Type? body, string path)
    {
        var type = body;
        foreach (Match step in Steps().Matches(path))
            type = type is null ? null : Next(type, step.Groups["name"] is { Success: true } name ? name.Value : null);
        return type is null ? null : Wanted(Nullable.GetUnderlyingType(type) ?? type);
    }

    /// <param name="field">Null for an element of a list.</param>
    private static Type? Next(Type type, string? field)
    {
        var info = Json.Options.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => info.Properties.FirstOrDefault(known => known.Name == field)?.PropertyType,
            JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => info.ElementType,
            _ => null,
        };
    }

    private static string? Wanted(Type type) =>
        Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => "must be one of "
                + string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
            TypeCode.Int32 or TypeCode.Int64 => "must be a whole number",
            TypeCode.Double => "must be a number",
            TypeCode.Boolean => "must be true or false",
            TypeCode.String => "must be a text",
            TypeCode.DateTime => "must be a time such as 2026-12-21T00:00:00Z",
            _ when type == typeof(DateTimeOffset) => "must be a time such as 2026-12-21T00:00:00Z",
            _ when type == typeof(DateOnly) => "must be a date such as 2026-12-21",
            _ when type == typeof(JsonElement) => null,
            _ => Json.Options.GetTypeInfo(type).Kind switch
            {
                JsonTypeInfoKind.Enumerable => "must be a list",
                JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "must be an object",
                _ => null,
            },
        };

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\['(?<name>.+?)'\]|\[\d+\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Steps();
}
