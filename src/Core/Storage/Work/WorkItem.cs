using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmMonitor.Core.Storage;

/// <summary>
/// The envelope of a message to ourselves. Its names begin with lm_ because the Functions host copies a message's top-level names over
/// the queue's own metadata (Id, DequeueCount …), ignoring case.
/// </summary>
/// <param name="Kind">The type of the body, for whoever reads a queue by eye.</param>
/// <param name="Attempt">Which try this is; the first is 1.</param>
/// <param name="Trace">The W3C traceparent of whoever sent it; null where nothing traced.</param>
internal sealed record WorkItem(
    [property: JsonPropertyName("lm_kind")] string Kind,
    [property: JsonPropertyName("lm_attempt")] int Attempt,
    [property: JsonPropertyName("lm_project")] string? Project,
    [property: JsonPropertyName("lm_trace")] string? Trace,
    [property: JsonPropertyName("lm_body")] JsonElement Body
)
{
    /// <summary>Names as everywhere in our JSON; no escapes beyond what JSON asks for, since a message has 48 KB.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static WorkItem Of<T>(T body, string? project, string? trace) =>
        new(typeof(T).Name, 1, project, trace, JsonSerializer.SerializeToElement(body, Json));

    /// <summary>Reads an envelope, or a bare body as a person sends it to the admin route.</summary>
    /// <exception cref="JsonException">The text is neither.</exception>
    public static WorkItem Read<T>(string text)
    {
        var root = JsonSerializer.Deserialize<JsonElement>(text, Json);
        var isEnvelope = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("lm_body", out _);
        return isEnvelope ? root.Deserialize<WorkItem>(Json)! : new WorkItem(typeof(T).Name, 1, null, null, root);
    }

    /// <exception cref="JsonException">The body is no <typeparamref name="T"/>.</exception>
    public T BodyAs<T>() => Body.Deserialize<T>(Json) ?? throw new JsonException("The body is null.");

    public string ToText() => JsonSerializer.Serialize(this, Json);
}
