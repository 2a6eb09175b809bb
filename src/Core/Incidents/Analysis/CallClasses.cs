using System.Text.Json;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Drift.Shapes;
using LlmMonitor.Core.Text;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Classes of prompts by their statistics, so that calls of one kind can be compared without their texts.</summary>
public static class CallClasses
{
    private static readonly int Words = OutputShape.IndexOf("words");
    private static readonly int Opening = OutputShape.IndexOf("opener");
    private static readonly int Language = OutputShape.IndexOf("language");
    private static readonly string[] Openers = [.. Enum.GetNames<Opener>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>The first number of words that is too long for the class.</summary>
    private static readonly (int Below, string Name)[] Lengths =
    [
        (20, "under_20_words"),
        (100, "20_to_99_words"),
        (500, "100_to_499_words"),
    ];

    /// <param name="prompt">The values of an <see cref="OutputShape"/>.</param>
    /// <returns>Null where the number of words is not known.</returns>
    public static string? PromptLength(IReadOnlyList<float>? prompt) =>
        Value(prompt, Words) is not { } words ? null : Array.Find(Lengths, length => words < length.Below).Name ?? "500_words_and_more";

    /// <summary>With what kind of word or mark the prompt begins: <c>question_word</c>.</summary>
    /// <inheritdoc cref="PromptLength" path="/param"/>
    public static string? QueryType(IReadOnlyList<float>? prompt) =>
        Value(prompt, Opening) is { } opener && opener < Openers.Length ? Openers[(int)opener] : null;

    /// <returns>ISO 639-1; null where it cannot be told.</returns>
    /// <inheritdoc cref="PromptLength" path="/param"/>
    public static string? LanguageOf(IReadOnlyList<float>? prompt) =>
        Value(prompt, Language) is { } place and >= 1 && place <= WordTable.Languages.Count ? WordTable.Languages[(int)place - 1] : null;

    private static float? Value(IReadOnlyList<float>? shape, int place) =>
        shape is not null && place < shape.Count && !float.IsNaN(shape[place]) ? shape[place] : null;
}
