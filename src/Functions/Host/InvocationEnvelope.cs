using System.Globalization;
using System.Text.Json;

namespace LlmMonitor.Functions.Host;

/// <summary>
/// What the Functions host posts for a queue or timer trigger: <c>{"Data":{"binding":…},"Metadata":{…}}</c>.
/// Metadata is not to be trusted: the host copies the top-level properties of a JSON message into it, over its own keys.
/// </summary>
public static class InvocationEnvelope
{
    /// <exception cref="FormatException">The envelope is none, with a sentence that says why.</exception>
    public static Invocation Decode(string functionName, JsonElement envelope)
    {
        if (
            envelope.ValueKind is not JsonValueKind.Object
            || !envelope.TryGetProperty("Data", out var data)
            || data.ValueKind is not JsonValueKind.Object
        )
            throw new FormatException($"The invocation of {functionName} is not an object with an object Data.");
        using var bindings = data.EnumerateObject();
        if (!bindings.MoveNext())
            throw new FormatException($"The invocation of {functionName} has nothing in Data: one binding was expected.");
        var value = bindings.Current.Value;
        return value.ValueKind switch
        {
            JsonValueKind.String => new Invocation(functionName, Unwrap(value.GetString()!), DequeueCount: DequeueCount(envelope)),
            JsonValueKind.Object => new Invocation(functionName, Text: null, IsPastDue(value)),
            _ => throw new FormatException(
                $"Data.{bindings.Current.Name} of {functionName} is neither a text (queue) nor an object (timer)."
            ),
        };
    }

    /// <summary>The host sends a queue text JSON-encoded once more; its documentation shows it as it is. Our messages are objects, so the two cannot be confused.</summary>
    private static string Unwrap(string text)
    {
        if (text is not ['"', .., '"'])
            return text;
        try
        {
            return JsonSerializer.Deserialize<string>(text) ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static bool IsPastDue(JsonElement timer) =>
        timer.TryGetProperty("IsPastDue", out var late) && late.ValueKind is JsonValueKind.True;

    /// <summary>A number as a string, unless the message has a property of that name: then anything. 1 where it is no count.</summary>
    private static int DequeueCount(JsonElement envelope) =>
        envelope.TryGetProperty("Metadata", out var metadata)
        && metadata.ValueKind is JsonValueKind.Object
        && metadata.TryGetProperty("DequeueCount", out var count)
        && int.TryParse(count.ToString().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0
            ? number
            : 1;
}
