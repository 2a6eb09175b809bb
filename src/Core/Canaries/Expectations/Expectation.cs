using System.Text.Json;

namespace LlmMonitor.Core.Canaries;

/// <summary>What an answer must show. Which members count depends on the type.</summary>
public sealed record Expectation(ExpectationType Type)
{
    /// <summary>The text, pattern, ISO date, language, or question to the judge.</summary>
    public string? Value { get; init; }

    /// <summary>The number that is expected.</summary>
    public double? Number { get; init; }

    /// <summary>How far off a number may be.</summary>
    public double Tolerance { get; init; }

    /// <summary>How numeric dates and numbers of the answer are to be read: <c>en-GB</c>.</summary>
    public string? Locale { get; init; }

    public bool IgnoreCase { get; init; }
    public JsonElement? Schema { get; init; }

    /// <summary>Characters.</summary>
    public int? Min { get; init; }
    public int? Max { get; init; }

    /// <summary>What the judge is to say to the question.</summary>
    public bool Expected { get; init; } = true;
}

public enum ExpectationType
{
    Contains,
    NotContains,
    Regex,
    JsonSchema,
    DateEquals,
    NumberEquals,
    LanguageIs,
    LengthBetween,
    Judge,
}
