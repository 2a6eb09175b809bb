namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>What the marks of a text mean.</summary>
internal static class Marks
{
    private const string SentenceEnds = ".!?…。！？؟।";
    private const string Closers = "\"'”’»«“)]}*_`」』）】";

    public static bool EndSentence(char character) => SentenceEnds.Contains(character, StringComparison.Ordinal);

    public static bool Closes(char character) => Closers.Contains(character, StringComparison.Ordinal);

    /// <summary>Whether an end mark at this place ends its sentence: a point inside a number or an address does not.</summary>
    public static bool ClosesAt(ReadOnlySpan<char> text, int at) =>
        text[at] >= 128 || at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]) || Closes(text[at + 1]);

    /// <summary>The last character that is no space and no closing mark (quote, bracket, emphasis); '\0' where there is none.</summary>
    public static char LastOf(ReadOnlySpan<char> text)
    {
        for (var at = text.Length - 1; at >= 0; at--)
            if (!char.IsWhiteSpace(text[at]) && !Closes(text[at]))
                return text[at];
        return '\0';
    }

    /// <summary>The nearest character before this place that is no space; '\0' at the beginning. Looks back a few places only.</summary>
    public static char Before(ReadOnlySpan<char> text, int at)
    {
        for (var back = at - 1; back >= 0 && back >= at - 3; back--)
            if (!char.IsWhiteSpace(text[back]))
                return text[back];
        return '\0';
    }

    /// <summary>The nearest character from this place on that is no space; '\0' at the end. Looks a few places ahead only.</summary>
    public static char From(ReadOnlySpan<char> text, int at)
    {
        for (var ahead = at; ahead < text.Length && ahead < at + 3; ahead++)
            if (!char.IsWhiteSpace(text[ahead]))
                return text[ahead];
        return '\0';
    }
}
