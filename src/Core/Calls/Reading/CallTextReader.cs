using System.Text.Json;

namespace LlmMonitor.Core.Calls;

/// <summary>Reads the texts of a call, cut to <see cref="CallLimits.TextCharacters"/> in all: the response first, as it says most.</summary>
internal static class CallTextReader
{
    public static CallTexts? Read(FieldReader fields)
    {
        var room = CallLimits.TextCharacters;
        var truncated = false;
        string Cut(string text)
        {
            if (text.Length > room)
            {
                truncated = true;
                text = text[..(room > 0 && char.IsHighSurrogate(text[room - 1]) ? room - 1 : room)];
            }
            room -= text.Length;
            return text;
        }
        var response = fields.Text("response") is { } said ? Cut(said) : null;
        var toolCalls = ToolCalls(fields).Select(call => call with { Arguments = Cut(call.Arguments) }).ToList();
        var prompt = Prompt(fields).Select(message => message with { Content = Cut(message.Content) }).ToList();
        var contexts = Contexts(fields).Select(context => context with { Text = Cut(context.Text) }).ToList();
        var texts = new CallTexts(prompt, response, contexts, toolCalls) { Truncated = truncated };
        return texts.IsEmpty ? null : texts;
    }

    private static List<CallMessage> Prompt(FieldReader fields)
    {
        var messages = new List<CallMessage>();
        if (fields.Get("prompt", JsonValueKind.String, JsonValueKind.Array) is not { } json)
            return messages;
        if (json.ValueKind == JsonValueKind.String)
        {
            if (fields.TextOf(json, "prompt") is { } text)
                messages.Add(new CallMessage("user", text));
            return messages;
        }
        foreach (var item in json.EnumerateArray())
            if (
                item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty("role", out var role)
                && role.ValueKind == JsonValueKind.String
            )
                messages.Add(new CallMessage(fields.TextOf(role, "prompt") ?? "", Content(fields, item)));
            else
                fields.Fault("prompt", "must be a text or a list of messages with role and content");
        return messages;
    }

    /// <summary>A message's content is a text, or a list of parts of which the texts are kept.</summary>
    private static string Content(FieldReader fields, JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
            return "";
        if (content.ValueKind == JsonValueKind.String)
            return fields.TextOf(content, "prompt") ?? "";
        if (content.ValueKind != JsonValueKind.Array)
            return "";
        var texts = content
            .EnumerateArray()
            .Where(part =>
                part.ValueKind == JsonValueKind.Object
                && part.TryGetProperty("text", out var text)
                && text.ValueKind == JsonValueKind.String
            )
            .Select(part => fields.TextOf(part.GetProperty("text"), "prompt"));
        return string.Join('\n', texts);
    }

    private static List<CallContext> Contexts(FieldReader fields)
    {
        var contexts = new List<CallContext>();
        if (fields.Get("contexts", JsonValueKind.Array) is not { } json)
            return contexts;
        foreach (var item in json.EnumerateArray())
            if (item.ValueKind == JsonValueKind.String)
                contexts.Add(new CallContext(null, fields.TextOf(item, "contexts") ?? ""));
            else if (
                item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty("text", out var text)
                && text.ValueKind == JsonValueKind.String
            )
                contexts.Add(new CallContext(IdOf(fields, item), fields.TextOf(text, "contexts") ?? ""));
            else
                fields.Fault("contexts", "must be a list of texts, or of objects with id and text");
        return contexts;
    }

    private static string? IdOf(FieldReader fields, JsonElement context) =>
        context.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? fields.TextOf(id, "contexts") : null;

    private static List<ToolCall> ToolCalls(FieldReader fields)
    {
        var calls = new List<ToolCall>();
        if (fields.Get("tool_calls", JsonValueKind.Array) is not { } json)
            return calls;
        foreach (var item in json.EnumerateArray())
            if (
                item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty("name", out var name)
                && name.ValueKind == JsonValueKind.String
            )
                calls.Add(new ToolCall(fields.TextOf(name, "tool_calls") ?? "", Arguments(fields, item)));
            else
                fields.Fault("tool_calls", "must be a list of objects with name and arguments");
        return calls;
    }

    private static string Arguments(FieldReader fields, JsonElement call) =>
        !call.TryGetProperty("arguments", out var arguments) ? ""
        : arguments.ValueKind == JsonValueKind.String ? fields.TextOf(arguments, "tool_calls") ?? ""
        : arguments.GetRawText();
}
