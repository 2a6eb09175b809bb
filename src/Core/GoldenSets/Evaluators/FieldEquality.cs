using System.Globalization;
using System.Text.Json;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>Which share of the expected fields an answer's JSON has, each with its value: dates and numbers by what they mean, texts normalised. Pure.</summary>
public static class FieldEquality
{
    /// <returns>The share of fields that are equal, and a sentence for each that is not; 0 where the answer is no JSON object.</returns>
    public static (double Score, IReadOnlyList<string> Notes) Score(string answer, JsonElement expected, string? locale)
    {
        if (Parse(answer) is not { ValueKind: JsonValueKind.Object } said)
            return (0, ["the answer is no JSON object"]);
        var (equal, all, notes) = (0, 0, new List<string>());
        foreach (var (path, wanted) in Leaves(expected, ""))
        {
            all++;
            var found = Find(said, path);
            if (found is { } value && IsEqual(value, wanted, locale))
                equal++;
            else
                notes.Add($"{path.TrimStart('.')} is {(found is { } other ? Text(other) : "missing")}, expected {Text(wanted)}");
        }
        return (all == 0 ? 1 : (double)equal / all, notes);
    }

    private static bool IsEqual(JsonElement said, JsonElement wanted, string? locale) =>
        (said.ValueKind, wanted.ValueKind) switch
        {
            (JsonValueKind.Number, JsonValueKind.Number) => said.GetDouble().Equals(wanted.GetDouble()),
            (JsonValueKind.String or JsonValueKind.Number, JsonValueKind.String or JsonValueKind.Number) => AnswerMatch.Match(
                Text(said),
                Text(wanted),
                locale
            ) == 1,
            (var one, var other) => one == other,
        };

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static IEnumerable<(string Path, JsonElement Value)> Leaves(JsonElement value, string path) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Leaves(member.Value, $"{path}.{member.Name}")),
            JsonValueKind.Array => value
                .EnumerateArray()
                .Index()
                .SelectMany(item => Leaves(item.Item, string.Create(CultureInfo.InvariantCulture, $"{path}.{item.Index}"))),
            _ => [(path, value)],
        };

    private static JsonElement? Find(JsonElement place, string path)
    {
        foreach (var name in path.Split('.').Skip(1))
            if (place.ValueKind == JsonValueKind.Object && place.TryGetProperty(name, out var member))
                place = member;
            else if (
                place.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < place.GetArrayLength()
            )
                place = place[index];
            else
                return null;
        return place;
    }

    /// <summary>Models like to put JSON between code fences: what stands from the first brace to the last is read.</summary>
    private static JsonElement? Parse(string answer)
    {
        var (start, end) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        try
        {
            return start < 0 || end < start ? null : JsonElement.Parse(answer[start..(end + 1)]);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
