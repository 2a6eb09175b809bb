using LlmMonitor.Core.Text;

namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>All that is counted of one output; <see cref="ShapeStatistics"/> says which statistic is made of what.</summary>
internal sealed record OutputTally(
    CharacterTally Characters,
    LineTally Lines,
    WordTally Words,
    NumberTally Numbers,
    Markup Markup,
    JsonForm Json,
    Ending Ending,
    Opener Opener,
    bool Refused,
    string? Language,
    bool HasContexts
)
{
    public static OutputTally Of(ReadOnlySpan<char> text, int? contexts, string? finishReason)
    {
        var language = LanguageOf.Guess(text);
        var lines = LineTally.Of(text);
        return new OutputTally(
            CharacterTally.Of(text),
            lines,
            WordTally.Of(text, language),
            NumberTally.Of(text),
            Markup.Of(text, contexts ?? 0),
            JsonForm.Of(text),
            Ending.Of(text, finishReason, lines.EndsInCode),
            OpenerOf.Find(text),
            Refusal.IsIn(text),
            language,
            contexts is not null
        );
    }
}
