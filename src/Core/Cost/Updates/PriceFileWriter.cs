using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost.Names;
using LlmMonitor.Core.Cost.Rates;

namespace LlmMonitor.Core.Cost.Updates;

/// <summary>Writes a price list so that the same prices give the same bytes, and a changed price is a changed line: one model a line.</summary>
public static class PriceFileWriter
{
    private static readonly JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ProviderPrices provider)
    {
        var fields = new List<string>
        {
            Field("provider", json => json.WriteStringValue(provider.Id)),
            Field("name", json => json.WriteStringValue(provider.Name)),
            Field("source", json => json.WriteStringValue(provider.Source)),
            Field("checked", json => json.WriteStringValue(Day(provider.Checked))),
            Field("pages", json => Texts(json, provider.Pages)),
        };
        if (provider.Aliases.Count > 0)
        {
            fields.Add(Field("aliases", json => Texts(json, provider.Aliases)));
        }
        if (provider.Owns.Starts.Count + provider.Owns.Contains.Count + provider.Owns.Regexes.Count + provider.Owns.Exact.Count > 0)
        {
            fields.Add(
                Field(
                    "owns",
                    json =>
                    {
                        json.WriteStartObject();
                        Names(json, provider.Owns);
                        json.WriteEndObject();
                    }
                )
            );
        }
        if (provider.FallsBackTo.Count > 0)
        {
            fields.Add(Field("falls_back_to", json => Texts(json, provider.FallsBackTo)));
        }
        if (provider.Adjustments.Count > 0)
        {
            fields.Add(Lines("adjustments", provider.Adjustments, Adjustment));
        }
        fields.Add(Lines("models", provider.Models.OrderBy(model => model.Id, StringComparer.Ordinal), Model));
        return "{\n" + string.Join(",\n", fields) + "\n}\n";
    }

    private static void Model(Utf8JsonWriter json, ModelPrice model)
    {
        json.WriteString("id", model.Id);
        Names(json, model.Names);
        TextsField(json, "also", model.Also);
        Origin(json, model.Source, model.Checked);
        json.WriteStartArray("prices");
        foreach (var span in model.Spans)
        {
            json.WriteStartObject();
            Span(json, span);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Span(Utf8JsonWriter json, PriceSpan span)
    {
        if (span.From is { } from)
        {
            json.WriteString("from", Day(from));
        }
        Card(json, span.Rates);
        Each(
            json,
            "tiers",
            span.Tiers,
            tier =>
            {
                json.WriteNumber(tier.Inclusive ? "at_least" : "above", tier.Tokens);
                Card(json, tier.Rates);
            }
        );
        Each(
            json,
            "hours",
            span.Hours,
            hours =>
            {
                json.WriteString("utc", $"{hours.Start:HH:mm}-{hours.End:HH:mm}");
                Card(json, hours.Rates);
            }
        );
        Origin(json, span.Source, span.Checked);
    }

    private static void Adjustment(Utf8JsonWriter json, Adjustment change)
    {
        if (change.Tier != ServiceTier.Standard)
        {
            json.WriteString("tier", change.Tier.ToString().ToLowerInvariant());
        }
        TextsField(json, "regions", change.Regions);
        TextsField(json, "models", change.Models);
        TextsField(json, "except", change.Except);
        if (change.Prices is { } prices)
        {
            json.WriteStartObject("prices");
            Card(json, prices);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNumber("times", change.Times);
        }
        TextsField(json, "unchanged", change.Unchanged.Select(rate => rate.Name()).ToList());
        Origin(json, change.Source, change.Checked);
    }

    private static void Names(Utf8JsonWriter json, NameRules names)
    {
        TextsField(json, "names", names.Exact);
        TextsField(json, "starts", names.Starts);
        TextsField(json, "contains", names.Contains);
        TextsField(json, "ends", names.Ends);
        TextsField(json, "regex", names.Regexes);
    }

    private static void Card(Utf8JsonWriter json, RateCard card)
    {
        foreach (var (rate, usd) in card.Named)
        {
            json.WriteNumber(rate.Name(), usd);
        }
    }

    private static void Origin(Utf8JsonWriter json, string? source, DateOnly? day)
    {
        if (source is not null)
        {
            json.WriteString("source", source);
        }
        if (day is { } known)
        {
            json.WriteString("checked", Day(known));
        }
    }

    private static void Each<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        if (items.Count == 0)
        {
            return;
        }
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void TextsField(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            json.WritePropertyName(name);
            Texts(json, texts);
        }
    }

    private static void Texts(Utf8JsonWriter json, IReadOnlyList<string> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }
        json.WriteEndArray();
    }

    private static string Lines<T>(string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write) =>
        $"  \"{name}\": [\n"
        + string.Join(
            ",\n",
            items.Select(item =>
                "    "
                + Json(json =>
                {
                    json.WriteStartObject();
                    write(json, item);
                    json.WriteEndObject();
                })
            )
        )
        + "\n  ]";

    private static string Field(string name, Action<Utf8JsonWriter> write) => $"  \"{name}\": {Json(write)}";

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
