using System.Globalization;
using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost.Names;
using LlmMonitor.Core.Cost.Rates;

namespace LlmMonitor.Core.Cost;

/// <summary>Reads the price list of one provider (docs/reference/prices.md describes the format).</summary>
public static class PriceFile
{
    /// <param name="name">For the message only.</param>
    /// <exception cref="FormatException">It is not a price file.</exception>
    public static ProviderPrices Read(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            return Provider(Head(json.Span), new(() => Models(json, name)));
        }
        catch (Exception fault) when (IsFormat(fault))
        {
            throw Unreadable(name, fault);
        }
    }

    /// <summary>What stands before the models: a start reads no more than that.</summary>
    private static Dictionary<string, JsonElement> Head(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var head = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.GetString()! is not "models" and var name)
        {
            head[name] = JsonElement.ParseValue(ref reader);
        }
        return head;
    }

    private static IReadOnlyList<ModelPrice> Models(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject().Last().Name == "models"
                ? List(document.RootElement.GetProperty("models"), Model)
                : throw new FormatException("\"models\" must come last.");
        }
        catch (Exception fault) when (IsFormat(fault))
        {
            throw Unreadable(name, fault);
        }
    }

    private static bool IsFormat(Exception fault) =>
        fault is JsonException or FormatException or KeyNotFoundException or InvalidOperationException;

    private static FormatException Unreadable(string name, Exception fault) =>
        new($"The price file {name} cannot be read: {fault.Message}", fault);

    private static ProviderPrices Provider(Dictionary<string, JsonElement> head, Lazy<IReadOnlyList<ModelPrice>> models) =>
        new(
            head["provider"].GetString()!,
            head["name"].GetString()!,
            head["source"].GetString()!,
            Day(head["checked"].GetString())!.Value,
            Texts(head.GetValueOrDefault("pages")),
            Texts(head.GetValueOrDefault("aliases")),
            head.TryGetValue("owns", out var owns) ? Names(owns) : NameRules.None,
            Texts(head.GetValueOrDefault("falls_back_to")),
            List(head.GetValueOrDefault("adjustments"), Adjustment),
            models
        );

    private static ModelPrice Model(JsonElement model) =>
        new(Text(model, "id")!, Names(model), Texts(model, "also"), List(Property(model, "prices"), Span))
        {
            Source = Text(model, "source"),
            Checked = Day(model, "checked"),
        };

    private static NameRules Names(JsonElement names) =>
        new(Texts(names, "names"), Texts(names, "starts"), Texts(names, "contains"), Texts(names, "ends"), Texts(names, "regex"));

    private static PriceSpan Span(JsonElement span) =>
        new(Day(span, "from"), Card(span), List(Property(span, "tiers"), Tier), List(Property(span, "hours"), Hours))
        {
            Source = Text(span, "source"),
            Checked = Day(span, "checked"),
        };

    private static ContextTier Tier(JsonElement tier)
    {
        var inclusive = tier.TryGetProperty("at_least", out var threshold);
        return new((inclusive ? threshold : tier.GetProperty("above")).GetInt64(), inclusive, Card(tier));
    }

    private static DayHours Hours(JsonElement hours)
    {
        var utc = Text(hours, "utc")!.Split('-');
        return new(
            TimeOnly.ParseExact(utc[0], "HH:mm", CultureInfo.InvariantCulture),
            TimeOnly.ParseExact(utc[1], "HH:mm", CultureInfo.InvariantCulture),
            Card(hours)
        );
    }

    private static Adjustment Adjustment(JsonElement change) =>
        new(
            Text(change, "tier") is { } tier ? Enum.Parse<ServiceTier>(tier, ignoreCase: true) : ServiceTier.Standard,
            Texts(change, "regions"),
            Texts(change, "models"),
            Texts(change, "except"),
            change.TryGetProperty("times", out var times) ? times.GetDecimal() : 1,
            Texts(change, "unchanged").Select(Rate).ToList(),
            change.TryGetProperty("prices", out var prices) ? Card(prices) : null,
            Text(change, "source")!,
            Day(change, "checked")!.Value
        );

    /// <summary>Numbers are read as decimal text: 0.1 is a tenth.</summary>
    private static RateCard Card(JsonElement rates) =>
        new(
            rates
                .EnumerateObject()
                .Where(property => property.Value.ValueKind == JsonValueKind.Number && property.Name is not ("above" or "at_least"))
                .Select(property => KeyValuePair.Create(Rate(property.Name), property.Value.GetDecimal()))
        );

    private static Rate Rate(string name) =>
        RateNames.TryParse(name, out var rate)
            ? rate
            : throw new FormatException($"\"{name}\" is no kind of price. See docs/reference/prices.md.");

    private static IReadOnlyList<T> List<T>(JsonElement list, Func<JsonElement, T> read) =>
        list.ValueKind == JsonValueKind.Undefined ? [] : [.. list.EnumerateArray().Select(read)];

    private static IReadOnlyList<string> Texts(JsonElement list) => List(list, text => text.GetString()!);

    private static IReadOnlyList<string> Texts(JsonElement element, string name) => Texts(Property(element, name));

    private static JsonElement Property(JsonElement element, string name) =>
        element.TryGetProperty(name, out var property) ? property : default;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static DateOnly? Day(JsonElement element, string name) => Day(Text(element, name));

    private static DateOnly? Day(string? text) =>
        text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
