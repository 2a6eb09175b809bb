using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Outbound;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Probes;

/// <summary>Asks an app's own endpoint over HTTP, guarded as all that goes where customers choose.</summary>
public sealed class HttpProbe(IOptions<ProbeOptions> options, TimeProvider time) : IDisposable
{
    private const int MostBytes = 4 * 1024 * 1024;
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly HttpClient _client = GuardOf(options.Value).CreateClient(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));

    public static OutboundGuard GuardOf(ProbeOptions options) =>
        new(options.AllowPrivateAddresses, $"{ProbeOptions.Section}:{nameof(ProbeOptions.AllowPrivateAddresses)}");

    public async Task<ProbeAnswer> AskAsync(ProbeTarget target, string prompt, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var host = new Uri(target.Url!).Host;
        using var request = RequestOf(target, prompt);
        using var patience = new CancellationTokenSource(_client.Timeout, time); // the client's own ends with the headers
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
                return ProbeFaults.Answered((int)response.StatusCode, host, Seconds());
            var body = await ReadAsync(response, either.Token);
            return body is null
                ? ProbeAnswer.Failed(CallErrorType.Client, null, $"{host} answered more than {MostBytes / 1024 / 1024} MB.", Seconds())
                : Read(target, body, host, Seconds());
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            return ProbeFaults.Of(fault, host, Seconds());
        }

        double Seconds() => time.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The prompt goes into texts of parsed JSON, and escaped into the query: it cannot break out of its place.</summary>
    private static HttpRequestMessage RequestOf(ProbeTarget target, string prompt)
    {
        var url = target.Url!.Replace(TargetRules.Prompt, Uri.EscapeDataString(prompt), StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(target.Method), url);
        if (target.Body is not null && target.Method != "GET")
        {
            request.Content = new StringContent(Filled(target.Body, prompt)!.ToJsonString(Plain), Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        request.Headers.UserAgent.ParseAdd("llm-monitor");
        foreach (var (name, value) in target.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value) && request.Content is { } content)
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
            }
        return request;
    }

    private static JsonNode? Filled(JsonNode? node, string prompt) =>
        node switch
        {
            JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Filled(member.Value, prompt)))),
            JsonArray items => new JsonArray([.. items.Select(item => Filled(item, prompt))]),
            JsonValue value when value.TryGetValue<string>(out var text) => text.Replace(
                TargetRules.Prompt,
                prompt,
                StringComparison.Ordinal
            ),
            _ => node?.DeepClone(),
        };

    private static ProbeAnswer Read(ProbeTarget target, string body, string host, double seconds)
    {
        if (target.AnswerPath is null && target.ContextsPath is null)
            return new(body, null, seconds);
        JsonElement json;
        try
        {
            json = JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return ProbeAnswer.Failed(
                CallErrorType.Client,
                null,
                $"{host} answered no JSON, so {target.AnswerPath ?? target.ContextsPath} cannot be found.",
                seconds
            );
        }
        var answer = target.AnswerPath is null ? json : AnswerPath.Find(json, target.AnswerPath);
        if (answer is not { } found || found.ValueKind == JsonValueKind.Null)
            return ProbeAnswer.Failed(CallErrorType.Client, null, $"The answer of {host} has nothing at {target.AnswerPath}.", seconds);
        var contexts = target.ContextsPath is null ? null : AnswerPath.Find(json, target.ContextsPath);
        return new(found.ValueKind == JsonValueKind.String ? found.GetString() : found.GetRawText(), null, seconds)
        {
            Contexts = contexts is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(ContextOf)] : null,
        };
    }

    private static CallContext ContextOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
            ? new(Member(item, "id"), Member(item, "text") ?? "")
            : new(null, item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText());

    private static string? Member(JsonElement item, string name) =>
        !item.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.GetRawText();

    private static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0; )
        {
            if (body.Length + read > MostBytes)
                return null;
            body.Write(buffer, 0, read);
        }
        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }
}
