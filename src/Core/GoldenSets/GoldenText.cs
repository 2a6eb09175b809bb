using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Outbound;
using LlmMonitor.Core.Probes;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>The JSON of a golden set. What a new version leaves out of the settings stays as it was.</summary>
public static class GoldenText
{
    public const int MostExamples = 1_000;
    private const int TextCharacters = 100_000;
    private const int PromptCharacters = 16_000;

    /// <summary>Reads a whole set: <c>{"endpoint","target":{…},"prompt","locale","evaluators":[…],"examples":[…]}</c>.</summary>
    public static (GoldenSet? Set, IReadOnlyList<GoldenExample> Examples, IReadOnlyList<CallFault> Faults) Read(
        string name,
        JsonElement json,
        GoldenSet? before,
        DateTimeOffset now,
        OutboundGuard guard
    )
    {
        if (json.ValueKind != JsonValueKind.Object)
            return (null, [], [new("", "a golden set must be a JSON object with examples")]);
        var faults = new List<CallFault>();
        var fields = new FieldReader(json, "", faults);
        var target = fields.Get("target", JsonValueKind.Object) is { } where
            ? TargetRules.Read(where, "target.", before?.Target, guard, faults)
            : before?.Target;
        var prompt = fields.Text("prompt") ?? before?.Prompt;
        if (prompt is not null && (prompt.Length > PromptCharacters || !prompt.Contains(GoldenPrompt.Question, StringComparison.Ordinal)))
            fields.Fault("prompt", $"must hold {GoldenPrompt.Question} and at most {PromptCharacters} characters");
        var examples = fields.Get("examples", JsonValueKind.Array) is { } list ? Examples(list.EnumerateArray(), faults) : [];
        if (examples.Count == 0 && faults.Count == 0)
            fields.Fault("examples", "must be a list of at least one example");
        var set = Next(name, before, now) with
        {
            Endpoint = fields.Id("endpoint") ?? before?.Endpoint ?? name,
            Target = target,
            Prompt = prompt,
            Locale = fields.Name("locale", 35) ?? before?.Locale,
            Evaluators = Evaluators(fields) ?? before?.Evaluators ?? [],
            Examples = examples.Count,
        };
        return faults.Count > 0 ? (null, [], faults) : (set, examples, faults);
    }

    /// <summary>The version after this one, with its settings.</summary>
    public static GoldenSet Next(string name, GoldenSet? before, DateTimeOffset now) =>
        before is null ? new(name, 1, now, name, null) : before with { Version = before.Version + 1, CreatedAt = now };

    /// <summary>Each example is read, and every fault named with its index; two of one id are a fault.</summary>
    internal static IReadOnlyList<GoldenExample> Examples(IEnumerable<JsonElement> items, List<CallFault> faults)
    {
        var examples = new List<GoldenExample>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, item) in items.Index())
        {
            if (index == MostExamples)
            {
                faults.Add(new("examples", $"must be at most {MostExamples}"));
                break;
            }
            if (item.ValueKind != JsonValueKind.Object)
            {
                faults.Add(new($"examples[{index}]", "must be an object"));
                continue;
            }
            var fields = new FieldReader(item, $"examples[{index}].", faults);
            var id = fields.Id("id") ?? $"{index + 1}";
            if (!ids.Add(id))
                fields.Fault("id", $"'{id}' is the id of an earlier example");
            var question = fields.Text("question");
            if (question is null or { Length: 0 or > TextCharacters })
                fields.Fault("question", $"must be a text of 1 to {TextCharacters} characters");
            var contexts = CallTextReader.Read(fields)?.Contexts ?? [];
            if (contexts.Sum(context => context.Text.Length) > TextCharacters)
                fields.Fault("contexts", $"must have at most {TextCharacters} characters in all");
            var expected = fields.Get(
                "expected",
                JsonValueKind.String,
                JsonValueKind.Object,
                JsonValueKind.Number,
                JsonValueKind.True,
                JsonValueKind.False
            );
            examples.Add(new(id, question ?? "", contexts, expected?.Clone()));
        }
        return examples;
    }

    /// <summary>What keeps an example from joining so many others.</summary>
    internal static IReadOnlyList<CallFault> Faults(GoldenExample example, int others)
    {
        var faults = new List<CallFault>();
        if (others >= MostExamples)
            faults.Add(new("examples", $"must be at most {MostExamples}"));
        if (example.Question.Length is 0 or > TextCharacters)
            faults.Add(new("question", $"must be a text of 1 to {TextCharacters} characters"));
        if (example.Contexts.Sum(context => context.Text.Length) > TextCharacters)
            faults.Add(new("contexts", $"must have at most {TextCharacters} characters in all"));
        return faults;
    }

    /// <summary>As people see it: without secrets.</summary>
    public static JsonObject Shown(GoldenSet set, GoldenHead head, IReadOnlyList<GoldenExample> examples) =>
        new()
        {
            ["name"] = set.Name,
            ["version"] = set.Version,
            ["created_at"] = set.CreatedAt,
            ["endpoint"] = set.Endpoint,
            ["target"] = set.Target is { } target ? TargetRules.Shown(target) : null,
            ["prompt"] = set.Prompt,
            ["locale"] = set.Locale,
            ["evaluators"] = new JsonArray([.. set.Evaluators.Select(name => (JsonNode)name)]),
            ["pinned_run"] = head.PinnedRun,
            ["examples"] = new JsonArray([.. examples.Select(Shown)]),
        };

    private static JsonObject Shown(GoldenExample example) =>
        new()
        {
            ["id"] = example.Id,
            ["question"] = example.Question,
            ["contexts"] = new JsonArray([
                .. example.Contexts.Select(context => (JsonNode)new JsonObject { ["id"] = context.Id, ["text"] = context.Text }),
            ]),
            ["expected"] = example.Expected is { } expected ? JsonNode.Parse(expected.GetRawText()) : null,
        };

    private static List<string>? Evaluators(FieldReader fields)
    {
        if (fields.Get("evaluators", JsonValueKind.Array) is not { } list)
            return null;
        var names = list.EnumerateArray()
            .Select(item => item.ValueKind == JsonValueKind.String ? fields.TextOf(item, "evaluators") ?? "" : "")
            .ToList();
        if (names.Exists(name => !EvaluatorNames.All.Contains(name)))
            fields.Fault("evaluators", $"must be a list of {string.Join(", ", EvaluatorNames.All)}");
        return names;
    }
}
