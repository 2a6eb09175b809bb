using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Outbound;
using LlmMonitor.Core.Probes;

namespace LlmMonitor.Core.Canaries;

/// <summary>The JSON of a canary: <c>{"endpoint":"extract","target":{…},"prompt":"…","expect":[{"type":"contains","value":"…"}]}</c>.</summary>
public static class CanaryText
{
    public const int MostExpectations = 20;
    private const int PromptCharacters = 50_000;

    /// <summary>Reads a canary and names every fault; the canary is null where there is one.</summary>
    /// <param name="before">The canary that it replaces, whose hidden headers may stay.</param>
    public static (Canary? Canary, IReadOnlyList<CallFault> Faults) Read(string id, JsonElement json, Canary? before, OutboundGuard guard)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return (null, [new("", "a canary must be a JSON object")]);
        var faults = new List<CallFault>();
        var fields = new FieldReader(json, "", faults);
        var endpoint = Required(fields, faults, "endpoint", fields.Id("endpoint"));
        var prompt = Required(fields, faults, "prompt", fields.Text("prompt"));
        if (prompt?.Length > PromptCharacters)
            fields.Fault("prompt", $"must have at most {PromptCharacters} characters");
        var target = fields.Get("target", JsonValueKind.Object) is { } where
            ? TargetRules.Read(where, "target.", before?.Target, guard, faults)
            : null;
        Required(fields, faults, "target", json.TryGetProperty("target", out _) ? "" : null);
        var expect = Expect(fields, faults);
        return faults.Count > 0 ? (null, faults) : (new Canary(id, endpoint!, target!, prompt!, expect), faults);
    }

    /// <summary>As people see it: without secrets.</summary>
    public static JsonObject Shown(Canary canary) =>
        new()
        {
            ["id"] = canary.Id,
            ["endpoint"] = canary.Endpoint,
            ["target"] = TargetRules.Shown(canary.Target),
            ["prompt"] = canary.Prompt,
            ["expect"] = new JsonArray([.. canary.Expect.Select(ExpectationText.Shown)]),
        };

    private static List<Expectation> Expect(FieldReader fields, List<CallFault> faults)
    {
        var expect = new List<Expectation>();
        if (fields.Get("expect", JsonValueKind.Array) is { } list)
            foreach (var (index, item) in list.EnumerateArray().Index())
                if (ExpectationText.Read(item, $"expect[{index}].", faults) is { } one)
                    expect.Add(one);
        if (expect.Count == 0 && !faults.Exists(fault => fault.Field.StartsWith("expect", StringComparison.Ordinal)))
            fields.Fault("expect", "must be a list of at least one expectation");
        if (expect.Count > MostExpectations)
            fields.Fault("expect", string.Create(CultureInfo.InvariantCulture, $"must be at most {MostExpectations}"));
        return expect;
    }

    private static string? Required(FieldReader fields, List<CallFault> faults, string field, string? value)
    {
        if (value is null && !faults.Exists(fault => fault.Field == field))
            fields.Fault(field, "is required");
        return value;
    }
}
