using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Monitors;

/// <summary>How thresholds of an endpoint are read: a class, and the limits that shall differ from it.</summary>
public static class ThresholdRules
{
    private const int LeastSilence = 5;
    private const int MostSilence = MonitorWindow.LookBackMinutes - 10;

    private static readonly IReadOnlyDictionary<string, (double Least, double Most)> Ranges = new Dictionary<string, (double, double)>(
        StringComparer.Ordinal
    )
    {
        ["ttft_p50_seconds"] = (0.001, 86_400),
        ["ttft_p95_seconds"] = (0.001, 86_400),
        ["tbt_p99_seconds"] = (0.001, 86_400),
        ["total_p95_seconds"] = (0.001, 86_400),
        ["tokens_per_second_p50"] = (0.001, 1_000_000),
        ["error_rate"] = (0, 1),
        ["silence_minutes"] = (0, MostSilence),
    };

    /// <summary>A field that is named replaces the class's value, null turns its limit off, one that is not named is the class's.</summary>
    /// <param name="endpoint">Its name says the class where the object names none.</param>
    /// <returns>The thresholds, to be used only where there are no faults.</returns>
    public static (EndpointThresholds Thresholds, IReadOnlyList<SettingsFault> Faults) Read(string endpoint, JsonElement wanted)
    {
        if (wanted.ValueKind != JsonValueKind.Object)
            return (new(), [new("", "thresholds must be a JSON object")]);
        var faults = new List<SettingsFault>();
        var kind = EndpointThresholds.ClassOf(endpoint);
        if (
            wanted.TryGetProperty("class", out var word)
            && (word.ValueKind != JsonValueKind.String || !Enum.TryParse(word.GetString(), true, out kind) || !Enum.IsDefined(kind))
        )
            faults.Add(new("class", "must be one of chat, batch, coding"));
        var next = JsonSerializer.SerializeToNode(EndpointThresholds.OfClass(kind), SettingsJson.Options)!;
        foreach (var field in wanted.EnumerateObject().Where(field => field.Name != "class"))
            if (FaultOf(field) is { } fault)
                faults.Add(fault);
            else
                next[field.Name] = JsonNode.Parse(field.Value.GetRawText());
        return (faults.Count == 0 ? next.Deserialize<EndpointThresholds>(SettingsJson.Options)! : new(), faults);
    }

    private static SettingsFault? FaultOf(JsonProperty field)
    {
        if (!Ranges.TryGetValue(field.Name, out var range))
            return new(field.Name, $"is no threshold; there are class, {string.Join(", ", Ranges.Keys)}");
        if (field.Value.ValueKind == JsonValueKind.Null)
            return null;
        if (
            field.Value.ValueKind != JsonValueKind.Number
            || !(field.Value.GetDouble() is var value && value >= range.Least && value <= range.Most)
        )
            return new(field.Name, $"must be a number from {range.Least} to {range.Most}, or null for no limit");
        return field.Name == "silence_minutes" && (value != Math.Floor(value) || value is > 0 and < LeastSilence)
            ? new(
                field.Name,
                $"must be whole minutes from {LeastSilence} to {MostSilence}, 0 for the endpoint's own rhythm, or null for no limit"
            )
            : null;
    }
}
