using System.Text.Json;
using LlmMonitor.Core.Drift;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Drift;

/// <summary>Two sets of outputs, each a list of texts or of objects with text, prompt and segment.</summary>
/// <param name="Alpha">The p-value that counts as drift; 0.01 where it is not given.</param>
internal sealed record CompareRequest(JsonElement? Baseline, JsonElement? Current, double? Alpha)
{
    private const double SmallestAlpha = 0.0001;
    private const double LargestAlpha = 0.2;

    public (IReadOnlyList<ComparedText> Baseline, IReadOnlyList<ComparedText> Current, IReadOnlyList<RequestFault> Faults) Read()
    {
        var faults = new List<RequestFault>();
        if (Alpha is { } alpha && !(alpha is >= SmallestAlpha and <= LargestAlpha))
            faults.Add(new(null, "alpha", $"must be from {SmallestAlpha} to {LargestAlpha}"));
        return (Texts("baseline", Baseline, faults), Texts("current", Current, faults), faults);
    }

    private static List<ComparedText> Texts(string field, JsonElement? list, List<RequestFault> faults)
    {
        var texts = new List<ComparedText>();
        if (list is not { ValueKind: JsonValueKind.Array } array)
            faults.Add(new(null, field, "must be a list of texts, or of objects with text, prompt and segment"));
        else if (array.GetArrayLength() > DriftComparison.MostTexts)
            faults.Add(new(null, field, $"must have at most {DriftComparison.MostTexts} texts"));
        else
            foreach (var (at, item) in array.EnumerateArray().Index())
                if (TextOf(item) is { } text)
                    texts.Add(text);
                else
                    faults.Add(
                        new(at, field, "must be a text, or an object with text, and where known prompt and segment, which are texts")
                    );
        return texts;
    }

    private static ComparedText? TextOf(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String)
            return new ComparedText(item.GetString()!);
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String)
            return null;
        var isFine = true;
        string? Optional(string name)
        {
            if (!item.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
                return null;
            isFine &= value.ValueKind == JsonValueKind.String;
            return isFine ? value.GetString() : null;
        }
        var read = new ComparedText(text.GetString()!, Optional("prompt"), Optional("segment"));
        return isFine ? read : null;
    }
}
