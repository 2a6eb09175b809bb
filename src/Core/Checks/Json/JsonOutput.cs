using System.Text.Json;

namespace LlmMonitor.Core.Checks.Json;

/// <summary>The JSON of an output.</summary>
internal static class JsonOutput
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    /// <param name="allowFence">A Markdown code fence around all of it is taken off first.</param>
    /// <returns>The value, or a sentence that says where it is no JSON.</returns>
    public static (JsonElement? Value, string? Fault) Read(string output, bool allowFence)
    {
        var (inner, isFenced) = WithoutFence(output);
        if (isFenced && !allowFence)
            return (null, "output is in a code fence, not bare JSON (allow_fence lets it be)");
        try
        {
            using var document = JsonDocument.Parse(inner, Strict);
            return (document.RootElement.Clone(), null);
        }
        catch (JsonException fault)
        {
            return (null, $"output is no JSON from line {fault.LineNumber + 1 ?? 1}, byte {fault.BytePositionInLine + 1 ?? 1} on: \"{Start(inner)}\"");
        }
    }

    /// <summary>The text within a fence that begins and ends the output, or the output.</summary>
    public static (string Inner, bool IsFenced) WithoutFence(string output)
    {
        var text = output.Trim();
        var firstLine = text.IndexOf('\n', StringComparison.Ordinal);
        return text.StartsWith("```", StringComparison.Ordinal) && text.EndsWith("```", StringComparison.Ordinal) && firstLine > 0 && text.Length >= firstLine + 4
            ? (text[(firstLine + 1)..^3], true)
            : (text, false);
    }

    /// <summary>The value under a path of names with dots: <c>invoice.currency</c>.</summary>
    public static JsonElement? At(JsonElement value, string path)
    {
        foreach (var name in path.Split('.'))
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                return null;
        return value;
    }

    private static string Start(string text) => text.Length <= 60 ? text : text[..59] + "…";
}
