using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Functions.Host;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LlmMonitor.Functions.Calls;

/// <summary>
/// The elements of a request's body: one object, a list, an envelope <c>{"calls": […]}</c>, or a line each. Bounded in bytes and in number.
/// </summary>
/// <param name="name">What the elements are, as the envelope calls them: calls.</param>
/// <param name="read">Reads one element.</param>
/// <param name="unreadable">What stands for a line that is no JSON.</param>
internal sealed class BatchBody<T>(string name, Func<JsonElement, T> read, Func<string, T> unreadable)
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = CallLimits.JsonDepth };

    /// <returns>A reading for each element, or the refusal of the whole body.</returns>
    public async Task<(IReadOnlyList<T> Read, ProblemHttpResult? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (FormatOf(request) is not { } isLines)
            return Refuse(415, $"Send {name} as application/json, or as application/x-ndjson with one on each line.");
        try
        {
            using var body = new MemoryStream();
            if (!await TryCopyAsync(request.Body, body, cancellation))
                return Refuse(
                    413,
                    $"A body holds at most {CallLimits.BytesPerRequest / 1024 / 1024} MB, unpacked. Send fewer {name} at once."
                );
            var bytes = WithoutMark(body.GetBuffer().AsMemory(0, (int)body.Length));
            var calls = isLines ? ReadLines(bytes) : ReadDocument(bytes);
            return calls.Count switch
            {
                0 => Refuse(400, $"The body holds no {name}."),
                > CallLimits.CallsPerRequest => Refuse(
                    413,
                    $"A request holds at most {CallLimits.CallsPerRequest} {name}. Send them in several."
                ),
                _ => (calls, null),
            };
        }
        catch (JsonException fault)
        {
            return Refuse(400, $"The body is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.{Hint(fault)}");
        }
    }

    /// <summary>True for lines, false for one document, null for what is not read.</summary>
    private static bool? FormatOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? type.MediaType.ToString().ToLowerInvariant() switch
            {
                "application/json" => false,
                "application/x-ndjson" or "application/ndjson" or "application/jsonl" => true,
                _ => null,
            }
            : null;

    private static async Task<bool> TryCopyAsync(Stream source, MemoryStream body, CancellationToken cancellation)
    {
        var buffer = new byte[81_920];
        for (int read; (read = await source.ReadAsync(buffer, cancellation)) > 0; )
        {
            if (body.Length + read > CallLimits.BytesPerRequest)
                return false;
            body.Write(buffer, 0, read);
        }
        return true;
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;

    private List<T> ReadDocument(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes, Json);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object && ListIn(root) is { } calls)
            root = calls;
        if (root.ValueKind != JsonValueKind.Array)
            return [read(root)];
        return root.GetArrayLength() > CallLimits.CallsPerRequest ? TooMany : [.. root.EnumerateArray().Select(read)];
    }

    private JsonElement? ListIn(JsonElement envelope)
    {
        try
        {
            return envelope.TryGetProperty(name, out var calls) && calls.ValueKind == JsonValueKind.Array ? calls : null;
        }
        catch (InvalidOperationException)
        {
            return null; // A name in it is no Unicode text: it is read as a call, and refused as one.
        }
    }

    private List<T> ReadLines(ReadOnlyMemory<byte> bytes)
    {
        var calls = new List<T>();
        while (!bytes.IsEmpty && calls.Count <= CallLimits.CallsPerRequest)
        {
            var end = bytes.Span.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
                calls.Add(ReadLine(line));
        }
        return calls;
    }

    private T ReadLine(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Json);
            return read(document.RootElement);
        }
        catch (JsonException fault)
        {
            return unreadable($"is a line that is not JSON (byte {fault.BytePositionInLine + 1}).{Hint(fault)}");
        }
    }

    private static string Hint(JsonException fault) =>
        fault.Message.Contains("maximum configured depth", StringComparison.OrdinalIgnoreCase)
            ? $" It is nested deeper than {CallLimits.JsonDepth} levels."
        : fault.Message.StartsWith("'N'", StringComparison.Ordinal) || fault.Message.StartsWith("'I'", StringComparison.Ordinal)
            ? " Numbers such as NaN and Infinity are no JSON; send null."
        : "";

    /// <summary>Stands for a list that is too long to be read.</summary>
    private List<T> TooMany => [.. Enumerable.Repeat(unreadable(""), CallLimits.CallsPerRequest + 1)];

    private static (IReadOnlyList<T>, ProblemHttpResult?) Refuse(int status, string sentence) => ([], Problems.Of(status, sentence));
}
