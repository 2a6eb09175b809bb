using System.Globalization;
using System.Text.Json;

namespace LlmMonitor.Core.Probes;

/// <summary>A path to one place in a JSON document: <c>$.choices[0].message.content</c>. The part of RFC 9535 that names a single place.</summary>
public static class AnswerPath
{
    public const int Characters = 200;

    /// <returns>Why it is none; null where it can be followed.</returns>
    public static string? Fault(string path) =>
        path.Length <= Characters && Steps(path) is not null
            ? null
            : $"must be a path such as $.choices[0].text, of at most {Characters} characters";

    /// <returns>What stands there; null where nothing does.</returns>
    public static JsonElement? Find(JsonElement document, string path)
    {
        var place = document;
        foreach (var (name, index) in Steps(path) ?? [])
            if (name is not null && place.ValueKind == JsonValueKind.Object && place.TryGetProperty(name, out var member))
                place = member;
            else if (name is null && place.ValueKind == JsonValueKind.Array && index < place.GetArrayLength())
                place = place[index];
            else
                return null;
        return place;
    }

    private static List<(string? Name, int Index)>? Steps(string path)
    {
        var rest = path.AsSpan();
        if (rest is not ['$', ..])
            return null;
        rest = rest[1..];
        var steps = new List<(string?, int)>();
        while (rest.Length > 0)
        {
            var end =
                rest[0] == '[' ? rest.IndexOf(']') + 1
                : rest[1..].IndexOfAny('.', '[') is var next and >= 0 ? next + 1
                : rest.Length;
            if (end <= 1 || rest[0] is not ('.' or '['))
                return null;
            if (rest[0] == '.')
                steps.Add((rest[1..end].ToString(), 0));
            else if (int.TryParse(rest[1..(end - 1)], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                steps.Add((null, index));
            else
                return null;
            rest = rest[end..];
        }
        return steps;
    }
}
