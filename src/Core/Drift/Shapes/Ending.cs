namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>How an output ends.</summary>
/// <param name="Punctuated">With the end mark of a sentence, closing quotes and emphasis aside.</param>
/// <param name="Truncated">Cut off: by the finish reason where there is one, else by its look.</param>
internal readonly record struct Ending(bool Punctuated, bool Truncated)
{
    /// <summary>A shorter last line may be a title, a value or a list item, which need no end mark.</summary>
    private const int WordsOfProse = 12;

    private static readonly string[] CutReasons = ["length", "max_tokens", "max_output_tokens", "model_length", "incomplete"];

    public static Ending Of(ReadOnlySpan<char> text, string? finishReason, bool inCode)
    {
        var last = Marks.LastOf(text);
        return new Ending(Marks.EndSentence(last), IsCut(text, last, finishReason, inCode));
    }

    private static bool IsCut(ReadOnlySpan<char> text, char last, string? finishReason, bool inCode) =>
        string.IsNullOrEmpty(finishReason)
            ? inCode || (char.IsLetter(last) || last is ',' or '-' or '(') && LastLineIsProse(text)
            : CutReasons.Contains(finishReason, StringComparer.OrdinalIgnoreCase);

    private static bool LastLineIsProse(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd();
        var line = text[(text.LastIndexOf('\n') + 1)..];
        return line.Count(' ') + 1 >= WordsOfProse && !line.Contains('|');
    }
}
