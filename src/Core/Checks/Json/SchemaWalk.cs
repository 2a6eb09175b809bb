using System.Globalization;
using System.Text.Json;

namespace LlmMonitor.Core.Checks.Json;

/// <summary>Holds a value against a schema and names the first fault. Bounded: a schema that refers to itself without end gives up.</summary>
internal sealed class SchemaWalk
{
    private const int MostSteps = 200_000;
    private const int MostDepth = 200;
    private int _steps;
    private int _depth;

    /// <param name="at">Where the value stands, as a JSON pointer.</param>
    /// <returns>Null where the schema allows the value; else a sentence that begins with the place.</returns>
    public string? Fault(Schema schema, JsonElement value, string at)
    {
        if (++_steps > MostSteps || _depth >= MostDepth)
            return $"{at} is too large for its schema to be checked";
        _depth++;
        try
        {
            return schema.Always is { } always ? (always ? null : $"{at} is not allowed")
                : OfValue(schema, value, at)
                    ?? value.ValueKind switch
                    {
                        JsonValueKind.Object => OfObject(schema, value, at),
                        JsonValueKind.Array => OfArray(schema, value, at),
                        JsonValueKind.String => OfText(schema, value.GetString()!, at),
                        JsonValueKind.Number => OfNumber(schema, value, at),
                        _ => null,
                    }
                    ?? OfParts(schema, value, at);
        }
        finally
        {
            _depth--;
        }
    }

    private bool Holds(Schema schema, JsonElement value, string at) => Fault(schema, value, at) is null;

    private static string? OfValue(Schema schema, JsonElement value, string at)
    {
        if (schema.Types is { } types && !types.Any(type => Is(type, value)))
            return $"{at} is {Shown(value)}, not {string.Join(" or ", types)}";
        if (schema.Enum is { } values && !values.Any(one => JsonElement.DeepEquals(one, value)))
            return $"{at} is {Shown(value)}, not one of {string.Join(", ", values.Take(10).Select(Shown))}";
        return schema.Const is { } constant && !JsonElement.DeepEquals(constant, value) ? $"{at} is {Shown(value)}, not {Shown(constant)}" : null;
    }

    private string? OfObject(Schema schema, JsonElement value, string at)
    {
        var count = 0;
        foreach (var field in value.EnumerateObject())
        {
            count++;
            var place = $"{at}/{field.Name}";
            var isKnown = schema.Properties.TryGetValue(field.Name, out var own);
            if (isKnown && Fault(own!, field.Value, place) is { } fault)
                return fault;
            foreach (var (pattern, patterned) in schema.PatternProperties)
                if (pattern.IsMatch(field.Name))
                {
                    isKnown = true;
                    if (Fault(patterned, field.Value, place) is { } wrong)
                        return wrong;
                }
            if (!isKnown && schema.AdditionalProperties is { } additional && Fault(additional, field.Value, place) is { } more)
                return more;
            if (schema.PropertyNames is { } names && Fault(names, JsonSerializer.SerializeToElement(field.Name), place) is { } name)
                return name;
        }
        return schema.Required.FirstOrDefault(name => !value.TryGetProperty(name, out _)) is { } missing ? $"{at} has no {missing}"
            : count < schema.MinProperties ? $"{at} has {count} fields, fewer than {schema.MinProperties}"
            : count > schema.MaxProperties ? $"{at} has {count} fields, more than {schema.MaxProperties}"
            : null;
    }

    private string? OfArray(Schema schema, JsonElement value, string at)
    {
        var items = value.EnumerateArray().ToList();
        if (items.Count < schema.MinItems || items.Count > schema.MaxItems)
            return $"{at} has {items.Count} items, not {schema.MinItems ?? 0} to {schema.MaxItems?.ToString(CultureInfo.InvariantCulture) ?? "any"}";
        for (var i = 0; i < items.Count; i++)
            if ((i < schema.PrefixItems.Count ? schema.PrefixItems[i] : schema.Items) is { } item && Fault(item, items[i], $"{at}/{i}") is { } fault)
                return fault;
        if (schema.Contains is { } wanted && !items.Any(item => Holds(wanted, item, at)))
            return $"{at} has no item of the kind that it must contain";
        return schema.UniqueItems && items.Select(item => item.GetRawText()).Distinct(StringComparer.Ordinal).Count() < items.Count ? $"{at} has an item twice" : null;
    }

    private static string? OfText(Schema schema, string text, string at)
    {
        if (schema.MinLength is not null || schema.MaxLength is not null)
        {
            var length = text.EnumerateRunes().Count();
            if (length < schema.MinLength || length > schema.MaxLength)
                return $"{at} has {length} characters, not {schema.MinLength ?? 0} to {schema.MaxLength?.ToString(CultureInfo.InvariantCulture) ?? "any"}";
        }
        return schema.Pattern is { } pattern && !pattern.IsMatch(text) ? $"{at} is \"{Short(text)}\", which does not match {pattern}"
            : schema.Format is { } format && !IsOf(format, text) ? $"{at} is \"{Short(text)}\", which is no {format}"
            : null;
    }

    private static string? OfNumber(Schema schema, JsonElement value, string at)
    {
        if (!value.TryGetDecimal(out var number))
            return null;
        return number < schema.Minimum ? $"{at} is {number}, below {schema.Minimum}"
            : number > schema.Maximum ? $"{at} is {number}, above {schema.Maximum}"
            : number <= schema.ExclusiveMinimum ? $"{at} is {number}, not above {schema.ExclusiveMinimum}"
            : number >= schema.ExclusiveMaximum ? $"{at} is {number}, not below {schema.ExclusiveMaximum}"
            : schema.MultipleOf is { } step && number % step != 0 ? $"{at} is {number}, no multiple of {step}"
            : null;
    }

    private string? OfParts(Schema schema, JsonElement value, string at)
    {
        if (schema.Ref is { } other && Fault(other, value, at) is { } referred)
            return referred;
        foreach (var part in schema.AllOf)
            if (Fault(part, value, at) is { } fault)
                return fault;
        if (schema.AnyOf.Count > 0 && !schema.AnyOf.Any(part => Holds(part, value, at)))
            return $"{at} is {Shown(value)}, which none of its {schema.AnyOf.Count} forms allows";
        if (schema.OneOf.Count > 0 && schema.OneOf.Count(part => Holds(part, value, at)) is var forms and not 1)
            return $"{at} is {Shown(value)}, which {forms} of its {schema.OneOf.Count} forms allow, not one";
        if (schema.Not is { } not && Holds(not, value, at))
            return $"{at} is {Shown(value)}, which is forbidden";
        var branch = schema.If is not { } condition ? null : Holds(condition, value, at) ? schema.Then : schema.Else;
        return branch is null ? null : Fault(branch, value, at);
    }

    private static bool Is(string type, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => type == "object",
            JsonValueKind.Array => type == "array",
            JsonValueKind.String => type == "string",
            JsonValueKind.Number => type == "number" || (type == "integer" && (value.TryGetDecimal(out var number) ? number % 1 == 0 : value.GetDouble() % 1 == 0)),
            JsonValueKind.True or JsonValueKind.False => type == "boolean",
            _ => type == "null",
        };

    private static bool IsOf(string format, string text) =>
        format switch
        {
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "date-time" => text.Contains('T', StringComparison.OrdinalIgnoreCase) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
            "time" => TimeOnly.TryParse(text.TrimEnd('Z', 'z'), CultureInfo.InvariantCulture, out _),
            "email" => text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Contains(' ', StringComparison.Ordinal),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            "uuid" => Guid.TryParseExact(text, "D", out _),
            _ => System.Net.IPAddress.TryParse(text, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork,
        };

    private static string Shown(JsonElement value) => Short(value.GetRawText());

    private static string Short(string text) => text.Length <= 60 ? text : text[..59] + "…";
}
