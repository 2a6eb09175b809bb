using System.Text.Json;
using System.Text.RegularExpressions;
using LlmMonitor.Core.Checks.Texts;

namespace LlmMonitor.Core.Checks.Json;

/// <summary>
/// Reads a JSON Schema: the draft 2020-12 words for types, values, objects, lists, conditions and references within the schema. A word that is
/// not read is a fault rather than passed over, for a schema that is half heard lets wrong outputs pass. Nothing is fetched, and patterns match
/// in linear time: that is why no library stands here.
/// </summary>
public sealed class SchemaReader(JsonElement root)
{
    private const int MostSchemas = 2000;
    private const int MostDepth = 40;

    private static readonly string[] TypeNames = ["object", "array", "string", "number", "integer", "boolean", "null"];
    private static readonly string[] Formats = ["date", "date-time", "time", "email", "uri", "uuid", "ipv4"];
    private static readonly string[] Remarks =
    [
        "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly",
    ];

    private readonly Dictionary<string, Schema> _byPlace = new(StringComparer.Ordinal);
    private readonly List<(string Place, string Message)> _faults = [];

    /// <summary>Where in the schema (a JSON pointer), and what is wrong there.</summary>
    public IReadOnlyList<(string Place, string Message)> Faults => _faults;

    public Schema Read() => Read(root, "", 0);

    private Schema Read(JsonElement given, string place, int depth)
    {
        if (_byPlace.TryGetValue(place, out var known))
            return known;
        var schema = _byPlace[place] = new Schema();
        if (_byPlace.Count > MostSchemas || depth > MostDepth)
            Fault(place, $"is too large: at most {MostSchemas} schemas, {MostDepth} deep");
        else if (given.ValueKind is JsonValueKind.True or JsonValueKind.False)
            schema.Always = given.ValueKind == JsonValueKind.True;
        else if (given.ValueKind != JsonValueKind.Object)
            Fault(place, "must be an object, true or false");
        else
            foreach (var word in given.EnumerateObject())
                Read(schema, word, $"{place}/{word.Name}", depth + 1);
        return schema;
    }

    private void Read(Schema schema, JsonProperty word, string place, int depth)
    {
        var value = word.Value;
        switch (word.Name)
        {
            case "$ref": schema.Ref = Referred(value, place, depth); break;
            case "type": schema.Types = Types(value, place); break;
            case "enum": schema.Enum = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.Clone())] : Wrong<IReadOnlyList<JsonElement>>(place, "must be a list"); break;
            case "const": schema.Const = value.Clone(); break;
            case "minimum": schema.Minimum = Number(value, place); break;
            case "maximum": schema.Maximum = Number(value, place); break;
            case "exclusiveMinimum": schema.ExclusiveMinimum = Number(value, place); break;
            case "exclusiveMaximum": schema.ExclusiveMaximum = Number(value, place); break;
            case "multipleOf": schema.MultipleOf = Number(value, place) is > 0 and var step ? step : Wrong<decimal?>(place, "must be above 0"); break;
            case "minLength": schema.MinLength = Count(value, place); break;
            case "maxLength": schema.MaxLength = Count(value, place); break;
            case "pattern": schema.Pattern = Regular(value.ValueKind == JsonValueKind.String ? value.GetString()! : null, place); break;
            case "format": schema.Format = value.ValueKind == JsonValueKind.String && Formats.Contains(value.GetString()) ? value.GetString() : Wrong<string>(place, $"must be one of {string.Join(", ", Formats)}"); break;
            case "properties": schema.Properties = Named(value, place, depth).ToDictionary(pair => pair.Name, pair => pair.Schema, StringComparer.Ordinal); break;
            case "patternProperties": schema.PatternProperties = [.. Named(value, place, depth).Select(pair => (Pattern: Regular(pair.Name, place), pair.Schema)).Where(pair => pair.Pattern is not null).Select(pair => (pair.Pattern!, pair.Schema))]; break;
            case "additionalProperties": schema.AdditionalProperties = Read(value, place, depth); break;
            case "propertyNames": schema.PropertyNames = Read(value, place, depth); break;
            case "required": schema.Required = value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) ? [.. value.EnumerateArray().Select(item => item.GetString()!)] : Wrong<string[]>(place, "must be a list of names") ?? []; break;
            case "minProperties": schema.MinProperties = Count(value, place); break;
            case "maxProperties": schema.MaxProperties = Count(value, place); break;
            case "prefixItems": schema.PrefixItems = Several(value, place, depth); break;
            case "items": schema.Items = Read(value, place, depth); break;
            case "contains": schema.Contains = Read(value, place, depth); break;
            case "minItems": schema.MinItems = Count(value, place); break;
            case "maxItems": schema.MaxItems = Count(value, place); break;
            case "uniqueItems": schema.UniqueItems = value.ValueKind == JsonValueKind.True; break;
            case "allOf": schema.AllOf = Several(value, place, depth); break;
            case "anyOf": schema.AnyOf = Several(value, place, depth); break;
            case "oneOf": schema.OneOf = Several(value, place, depth); break;
            case "not": schema.Not = Read(value, place, depth); break;
            case "if": schema.If = Read(value, place, depth); break;
            case "then": schema.Then = Read(value, place, depth); break;
            case "else": schema.Else = Read(value, place, depth); break;
            default:
                if (!Remarks.Contains(word.Name) && !word.Name.StartsWith("x-", StringComparison.Ordinal))
                    Fault(place, "is a word that is not checked here; leave it out");
                break;
        }
    }

    private Schema? Referred(JsonElement value, string place, int depth)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } path || !path.StartsWith('#'))
            return Wrong<Schema>(place, "must point into this schema: #/$defs/…");
        var (at, target) = (path[1..], root);
        foreach (var name in at.Split('/').Skip(1).Select(name => name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target))
                return Wrong<Schema>(place, $"points to {path}, which is not there");
        return Read(target, at, depth);
    }

    private IReadOnlyList<string>? Types(JsonElement value, string place)
    {
        string?[] names =
            value.ValueKind == JsonValueKind.String ? [value.GetString()]
            : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null)]
            : [];
        return names.Length > 0 && names.All(TypeNames.Contains) ? [.. names.OfType<string>()] : Wrong<string[]>(place, $"must be one or several of {string.Join(", ", TypeNames)}");
    }

    private IEnumerable<(string Name, Schema Schema)> Named(JsonElement value, string place, int depth)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return [.. value.EnumerateObject().DistinctBy(pair => pair.Name).Select(pair => (pair.Name, Read(pair.Value, $"{place}/{pair.Name}", depth)))];
        Fault(place, "must be an object");
        return [];
    }

    private IReadOnlyList<Schema> Several(JsonElement value, string place, int depth)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
            return [.. value.EnumerateArray().Select((item, i) => Read(item, $"{place}/{i}", depth))];
        Fault(place, "must be a list of schemas");
        return [];
    }

    private decimal? Number(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : Wrong<decimal?>(place, "must be a number");

    private int? Count(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0 ? count : Wrong<int?>(place, "must be a whole number from 0 on");

    private Regex? Regular(string? pattern, string place)
    {
        var (regex, fault) = pattern is null ? (null, "must be a text") : Pattern.Of(pattern);
        return fault is null ? regex : Wrong<Regex>(place, fault);
    }

    private T? Wrong<T>(string place, string message)
    {
        Fault(place, message);
        return default;
    }

    private void Fault(string place, string message) => _faults.Add((place, message));
}
