using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Canaries;

/// <summary>The JSON of an expectation. <c>value</c> says what is expected; each type also takes a name that reads better.</summary>
internal static class ExpectationText
{
    private const int ValueCharacters = 4_000;

    private static readonly EnumWords<ExpectationType> Types = new();

    public static Expectation? Read(JsonElement json, string path, List<CallFault> faults)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new(path.TrimEnd('.'), "must be an object with a type"));
            return null;
        }
        var known = faults.Count;
        var fields = new FieldReader(json, path, faults);
        var type = fields.OneOf("type", Types, isRequired: true);
        var expectation = type is { } one ? Read(one, fields, json) : null;
        return faults.Count == known ? expectation : null;
    }

    public static JsonObject Shown(Expectation expectation)
    {
        var json = new JsonObject { ["type"] = WordOf(expectation.Type) };
        if (expectation.Value is { } value)
            json["value"] = value;
        if (expectation.Number is { } number)
            json["value"] = number;
        if (expectation.Tolerance > 0)
            json["tolerance"] = expectation.Tolerance;
        if (expectation.Locale is { } locale)
            json["locale"] = locale;
        if (expectation.IgnoreCase)
            json["ignore_case"] = true;
        if (expectation.Schema is { } schema)
            json["schema"] = JsonNode.Parse(schema.GetRawText());
        if (expectation.Min is { } min)
            json["min"] = min;
        if (expectation.Max is { } max)
            json["max"] = max;
        if (expectation.Type == ExpectationType.Judge)
            json["expected"] = expectation.Expected;
        return json;
    }

    public static string WordOf(ExpectationType type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString());

    private static Expectation Read(ExpectationType type, FieldReader fields, JsonElement json)
    {
        var expectation = new Expectation(type)
        {
            Locale = fields.Name("locale", 35),
            IgnoreCase = fields.Get("ignore_case", JsonValueKind.True, JsonValueKind.False)?.GetBoolean() ?? false,
        };
        switch (type)
        {
            case ExpectationType.NumberEquals:
                return expectation with
                {
                    Number = NumberOf(fields, json, "value", isRequired: true),
                    Tolerance = NumberOf(fields, json, "tolerance") ?? 0,
                };
            case ExpectationType.JsonSchema:
                var schema = fields.Get(json.TryGetProperty("schema", out _) ? "schema" : "value", JsonValueKind.Object);
                if (schema is null)
                    fields.Fault("schema", "must be a JSON schema");
                return expectation with { Schema = schema?.Clone() };
            case ExpectationType.LengthBetween:
                var (min, max) = (
                    (int?)fields.Count("min", CallLimits.TextCharacters),
                    (int?)fields.Count("max", CallLimits.TextCharacters)
                );
                if ((min is null && max is null) || min > max)
                    fields.Fault("min", "must be a number of characters, or max, and not more than max");
                return expectation with { Min = min, Max = max };
            default:
                return expectation with
                {
                    Value = ValueOf(type, fields, json),
                    Expected = fields.Get("expected", JsonValueKind.True, JsonValueKind.False)?.GetBoolean() ?? true,
                };
        }
    }

    private static string? ValueOf(ExpectationType type, FieldReader fields, JsonElement json)
    {
        var alias = type switch
        {
            ExpectationType.Regex => "pattern",
            ExpectationType.LanguageIs => "language",
            ExpectationType.DateEquals => "date",
            ExpectationType.Judge => "question",
            _ => "text",
        };
        var field = json.TryGetProperty(alias, out _) ? alias : "value";
        var value = fields.Text(field);
        if (value is null or { Length: 0 or > ValueCharacters })
            fields.Fault(field, $"must be a text of 1 to {ValueCharacters} characters");
        else if (
            type == ExpectationType.DateEquals
            && !DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        )
            fields.Fault(field, "must be a date such as 2024-04-03");
        return value;
    }

    private static double? NumberOf(FieldReader fields, JsonElement json, string field, bool isRequired = false)
    {
        if (json.TryGetProperty(field, out var value))
        {
            if (value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()))
                return value.GetDouble();
            if (
                value.ValueKind == JsonValueKind.String
                && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number)
            )
                return number;
            fields.Fault(field, "must be a number");
        }
        else if (isRequired)
            fields.Fault(field, "is required: the number that is expected");
        return null;
    }
}
