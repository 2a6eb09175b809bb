using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmMonitor.Functions.Host.Bodies;

/// <summary>
/// Free JSON whose every text can be read. Half of a surrogate pair is valid JSON and no Unicode: it would fail wherever somebody looks at it, so it is
/// refused at the door.
/// </summary>
internal sealed class ReadableElement : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        try
        {
            ReadAll(element);
        }
        catch (InvalidOperationException fault)
        {
            throw new JsonException("The body holds a text that is not Unicode.", fault);
        }
        return element;
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

    private static void ReadAll(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    ReadAll(item);
                break;
            case JsonValueKind.Object:
                foreach (var field in element.EnumerateObject())
                {
                    _ = field.Name;
                    ReadAll(field.Value);
                }
                break;
        }
    }
}
