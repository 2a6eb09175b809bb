using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Outbound;

namespace LlmMonitor.Core.Probes;

/// <summary>The JSON of a target: <c>{"type":"model","model":"gpt-4o"}</c>, or <c>{"type":"http","url":"…","body":{"q":"{{prompt}}"},"answer_path":"$.answer"}</c>.</summary>
public static class TargetRules
{
    public const string Prompt = "{{prompt}}";
    private const int MostHeaders = 20;
    private const int TextCharacters = 16_000;
    private const int HeaderCharacters = 4_000;

    private static readonly EnumWords<ProbeKind> Kinds = new();

    private static readonly Dictionary<string, bool> IsGet = new(StringComparer.Ordinal) { ["GET"] = true, ["POST"] = false };

    /// <summary>Reads a target and names every fault with its place under <paramref name="path"/>; null where there is one.</summary>
    /// <param name="before">The stored target, whose hidden headers stay while it leads to the same host.</param>
    internal static ProbeTarget? Read(JsonElement json, string path, ProbeTarget? before, OutboundGuard guard, List<CallFault> faults)
    {
        var known = faults.Count;
        var fields = new FieldReader(json, path, faults);
        var kind = fields.OneOf("type", Kinds, isRequired: true);
        var target = kind switch
        {
            ProbeKind.Model => Model(fields, json),
            ProbeKind.Http => Http(fields, before, guard),
            _ => null,
        };
        return faults.Count == known ? target : null;
    }

    /// <summary>As people see it: without the values of headers.</summary>
    public static JsonObject Shown(ProbeTarget target) =>
        target.Type == ProbeKind.Model
            ? new()
            {
                ["type"] = "model",
                ["model"] = target.Model,
                ["provider"] = target.Provider,
                ["system"] = target.System,
                ["temperature"] = target.Temperature,
                ["max_output_tokens"] = target.MaxOutputTokens,
            }
            : new()
            {
                ["type"] = "http",
                ["url"] = target.Url,
                ["method"] = target.Method,
                ["headers"] = new JsonObject(target.Headers.Keys.Select(name => KeyValuePair.Create(name, (JsonNode?)ProbeTarget.Hidden))),
                ["body"] = target.Body?.DeepClone(),
                ["answer_path"] = target.AnswerPath,
                ["contexts_path"] = target.ContextsPath,
            };

    private static ProbeTarget Model(FieldReader fields, JsonElement json)
    {
        var model = fields.Name("model", CallLimits.NameCharacters);
        if (model is null)
            fields.Fault("model", "is required: the name of a model or deployment");
        var isCold = !json.TryGetProperty("temperature", out var temperature);
        if (!isCold && temperature.ValueKind is not (JsonValueKind.Number or JsonValueKind.Null))
            fields.Fault("temperature", "must be a number from 0 to 2, or null where the model refuses it");
        return new(ProbeKind.Model)
        {
            Model = model,
            Provider = fields.Name("provider", CallLimits.IdCharacters),
            System = Bounded(fields, "system", TextCharacters),
            Temperature =
                isCold ? 0
                : temperature.ValueKind == JsonValueKind.Number ? Math.Clamp(temperature.GetDouble(), 0, 2)
                : null,
            MaxOutputTokens = (int?)fields.Count("max_output_tokens", 1_000_000),
        };
    }

    private static ProbeTarget Http(FieldReader fields, ProbeTarget? before, OutboundGuard guard)
    {
        var url = Bounded(fields, "url", TextCharacters);
        foreach (var fault in guard.Check(url))
            fields.Fault("url", fault.Message);
        var body = fields.Get("body", JsonValueKind.Object, JsonValueKind.Array, JsonValueKind.String);
        if (body?.GetRawText().Length > TextCharacters)
            fields.Fault("body", $"must have at most {TextCharacters} characters");
        if (
            url is not null
            && !url.Contains(Prompt, StringComparison.Ordinal)
            && body?.GetRawText().Contains(Prompt, StringComparison.Ordinal) != true
        )
            fields.Fault("body", $"must hold {Prompt} in one of its texts, or the url in its query");
        return new(ProbeKind.Http)
        {
            Url = url,
            Method = fields.OneOf("method", IsGet) == true ? "GET" : "POST",
            Headers = Headers(fields, url, before),
            Body = body is { } template ? JsonNode.Parse(template.GetRawText()) : null,
            AnswerPath = Path(fields, "answer_path"),
            ContextsPath = Path(fields, "contexts_path"),
        };
    }

    private static Dictionary<string, string> Headers(FieldReader fields, string? url, ProbeTarget? before)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (fields.Get("headers", JsonValueKind.Object) is not { } wanted)
            return headers;
        foreach (var header in wanted.EnumerateObject())
        {
            var value = header.Value.ValueKind == JsonValueKind.String ? fields.TextOf(header.Value, "headers") : null;
            if (value == ProbeTarget.Hidden)
                value = HostOf(before?.Url) == HostOf(url) ? before?.Headers.GetValueOrDefault(header.Name) : null;
            if (value is null || value.Length > HeaderCharacters || value.Any(char.IsControl) || !IsToken(header.Name))
                fields.Fault(
                    $"headers.{header.Name}",
                    $"must be a text of at most {HeaderCharacters} characters without control characters; {ProbeTarget.Hidden} keeps a stored one for the same host"
                );
            else
                headers[header.Name] = value;
        }
        if (headers.Count > MostHeaders)
            fields.Fault("headers", $"must be at most {MostHeaders}");
        return headers;
    }

    private static string? HostOf(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : null;

    private static bool IsToken(string name) =>
        name.Length is > 0 and <= 100 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private static string? Path(FieldReader fields, string field)
    {
        if (fields.Text(field) is not { Length: > 0 } path)
            return null;
        if (AnswerPath.Fault(path) is { } fault)
            fields.Fault(field, fault);
        return path;
    }

    private static string? Bounded(FieldReader fields, string field, int longest)
    {
        var text = fields.Text(field);
        if (text?.Length > longest)
            fields.Fault(field, $"must have at most {longest} characters");
        return text;
    }
}
