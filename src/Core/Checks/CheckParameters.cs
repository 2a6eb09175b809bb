using System.Text.Json;

namespace LlmMonitor.Core.Checks;

/// <summary>The parameters of one definition. Reading them notes every fault; what was never asked for is a fault too.</summary>
public sealed class CheckParameters(JsonElement given)
{
    private readonly List<CheckFault> _faults = [];
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal) { "name", "type" };

    /// <summary>All faults, and one for each parameter that the check does not know.</summary>
    public IReadOnlyList<CheckFault> Faults =>
        [
            .. _faults,
            .. given
                .EnumerateObject()
                .Where(one => !_asked.Contains(one.Name))
                .Select(one => new CheckFault(one.Name, "is no parameter of this type of check")),
        ];

    public void Fault(string field, string message) => _faults.Add(new(field, message));

    public string? Text(string field, int most = 10_000)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= most)
            return text;
        Fault(field, $"must be a text of 1 to {most} characters");
        return null;
    }

    public string? RequiredText(string field, int most = 10_000)
    {
        if (Find(field) is null)
            Fault(field, "is required");
        return Text(field, most);
    }

    public bool Flag(string field, bool otherwise = false)
    {
        if (Find(field) is not { } value)
            return otherwise;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Fault(field, "must be true or false");
        return value.ValueKind == JsonValueKind.True;
    }

    public int? Count(string field, int least, int most)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= least && count <= most)
            return count;
        Fault(field, $"must be a whole number from {least} to {most}");
        return null;
    }

    public IReadOnlyList<string>? Texts(string field, int most)
    {
        if (Find(field) is not { } value)
            return null;
        if (
            value.ValueKind == JsonValueKind.Array
            && value.GetArrayLength() is var count
            && count >= 1
            && count <= most
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
        )
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        Fault(field, $"must be a list of 1 to {most} texts");
        return null;
    }

    /// <summary>One of these words.</summary>
    public string Word(string field, string otherwise, params IReadOnlyList<string> words)
    {
        if (Find(field) is not { } value)
            return otherwise;
        if (value.ValueKind == JsonValueKind.String && words.Contains(value.GetString()!))
            return value.GetString()!;
        Fault(field, $"must be one of {string.Join(", ", words)}");
        return otherwise;
    }

    public string? Locale(string field = "expected_locale")
    {
        var locale = Text(field, 35);
        if (locale is not null && !locale.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            Fault(field, "must be a locale such as en-GB");
        return locale;
    }

    public JsonElement? Find(string field)
    {
        _asked.Add(field);
        return given.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}

/// <param name="Field">The parameter's name in JSON.</param>
public sealed record CheckFault(string Field, string Message);
