using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace LlmMonitor.Core.Calls;

/// <summary>
/// Reads the fields of one JSON object and notes every fault instead of stopping at the first. Absent and null read alike, as null.
/// </summary>
internal readonly struct FieldReader(JsonElement source, string path, List<CallFault> faults)
{
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@-"
    );

    public void Fault(string field, string message) => faults.Add(new CallFault(path + field, message));

    public JsonElement? Get(string field, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (!source.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (kinds.Contains(value.ValueKind))
            return value;
        Fault(field, $"must be {string.Join(" or ", kinds.ToArray().Select(Describe))}, not {Describe(value.ValueKind)}");
        return null;
    }

    /// <summary>Any text; an escape that is no valid Unicode is a fault.</summary>
    public string? Text(string field) => Get(field, JsonValueKind.String) is { } value ? TextOf(value, field) : null;

    public string? TextOf(JsonElement value, string field)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            Fault(field, "must be valid Unicode text (it holds half of a surrogate pair)");
            return null;
        }
    }

    /// <summary>A short text without control characters, trimmed; an empty one reads as null.</summary>
    public string? Name(string field, int longest)
    {
        var text = Text(field)?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Length > longest)
            Fault(field, $"must have at most {longest} characters, not {text.Length}");
        else if (text.Any(char.IsControl))
            Fault(field, "must not hold control characters");
        else
            return text;
        return null;
    }

    /// <summary>An id that can stand in a path.</summary>
    public string? Id(string field)
    {
        var text = Text(field);
        if (text is null or "")
            return null;
        if (text.Length > CallLimits.IdCharacters)
            Fault(field, $"must have at most {CallLimits.IdCharacters} characters, not {text.Length}");
        else if (text.AsSpan().ContainsAnyExcept(IdCharacters))
            Fault(field, "must hold only the characters A–Z a–z 0–9 . _ : @ -");
        else
            return text;
        return null;
    }

    /// <summary>A whole number from 0 to <paramref name="most"/>.</summary>
    public long? Count(string field, long most)
    {
        if (Get(field, JsonValueKind.Number) is not { } value)
            return null;
        if (!value.TryGetInt64(out var count))
            Fault(field, $"must be a whole number from 0 to {most}");
        else if (count < 0)
            Fault(field, "must not be negative");
        else if (count > most)
            Fault(field, $"must be at most {most}");
        else
            return count;
        return null;
    }

    public double? Seconds(string field) => Get(field, JsonValueKind.Number) is { } value ? SecondsOf(value, field) : null;

    public double? SecondsOf(JsonElement value, string field)
    {
        var seconds = value.GetDouble();
        if (!double.IsFinite(seconds))
            Fault(field, "must be a finite number of seconds");
        else if (seconds < 0)
            Fault(field, "must not be negative");
        else if (seconds > CallLimits.Seconds)
            Fault(field, $"must be at most {CallLimits.Seconds} seconds (one day); is it in milliseconds?");
        else
            return seconds;
        return null;
    }

    public DateTimeOffset? Time(string field)
    {
        if (Text(field) is not { } text)
            return null;
        // TryParse takes much more than RFC 3339, such as 03/04/2026, of which nobody knows whether it is in March or in April.
        var isDated = text.Length > 10 && text[4] == '-' && text[7] == '-' && text[10] is 'T' or 't' or ' ';
        var hasOffset = text.EndsWith('Z') || text.EndsWith('z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        if (isDated && hasOffset && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time.ToUniversalTime();
        Fault(field, "must be an RFC 3339 time with its offset, such as 2026-11-23T06:00:00Z");
        return null;
    }

    /// <summary>One of a fixed set of words.</summary>
    public T? OneOf<T>(string field, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Text(field) is not { } text)
            return null;
        if (words.TryGetValue(text, out var value))
            return value;
        Fault(field, $"must be one of {string.Join(", ", words.Keys)}, not '{Shorten(text)}'");
        return null;
    }

    /// <summary>One of an enum's words.</summary>
    public T? OneOf<T>(string field, EnumWords<T> words, bool isRequired = false)
        where T : struct, Enum
    {
        var known = faults.Count;
        if (Text(field) is not { } text)
        {
            if (isRequired && faults.Count == known)
                Fault(field, $"is required: one of {string.Join(", ", words.Words)}");
            return null;
        }
        if (words.TryGetValue(text, out var value))
            return value;
        Fault(field, $"must be one of {string.Join(", ", words.Words)}, not '{Shorten(text)}'");
        return null;
    }

    private static string Shorten(string text) => new([.. text.Take(40).Where(character => !char.IsControl(character))]);

    private static string Describe(JsonValueKind kind) =>
        kind switch
        {
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Array => "a list",
            JsonValueKind.Object => "an object",
            _ => "true or false",
        };
}
