namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>Counts over single characters (UTF-16) and the ends of sentences.</summary>
internal readonly record struct CharacterTally
{
    public int Characters { get; private init; }
    public int Letters { get; private init; }
    public int UpperCase { get; private init; }
    public int Digits { get; private init; }
    public int Punctuation { get; private init; }
    public int NonAscii { get; private init; }
    public int Newlines { get; private init; }
    public int QuestionMarks { get; private init; }
    public int ExclamationMarks { get; private init; }
    public int Quotes { get; private init; }
    public int Pipes { get; private init; }

    /// <summary>Runs of end marks before a space or the end, and lines with a letter or digit that end without one.</summary>
    public int Sentences { get; private init; }

    public static CharacterTally Of(ReadOnlySpan<char> text)
    {
        var (letters, upper, digits, punctuation, nonAscii, newlines) = (0, 0, 0, 0, 0, 0);
        var (questions, exclamations, quotes, pipes, sentences) = (0, 0, 0, 0, 0);
        var open = false;
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character >= 128)
                nonAscii++;
            if (char.IsLetter(character))
            {
                letters++;
                open = true;
                if (char.IsUpper(character))
                    upper++;
                continue;
            }
            if (char.IsDigit(character))
            {
                digits++;
                open = true;
                continue;
            }
            if (char.IsPunctuation(character) || char.IsSymbol(character))
                punctuation++;
            switch (character)
            {
                case '\n':
                    newlines++;
                    break;
                case '?' or '？' or '؟':
                    questions++;
                    break;
                case '!' or '！':
                    exclamations++;
                    break;
                case '"' or '“' or '”' or '„' or '«' or '»' or '「' or '」':
                    quotes++;
                    break;
                case '|':
                    pipes++;
                    break;
                default:
                    break;
            }
            if (open && (character == '\n' || Marks.EndSentence(character) && Marks.ClosesAt(text, at)))
            {
                sentences++;
                open = false;
            }
        }
        return new CharacterTally
        {
            Characters = text.Length,
            Letters = letters,
            UpperCase = upper,
            Digits = digits,
            Punctuation = punctuation,
            NonAscii = nonAscii,
            Newlines = newlines,
            QuestionMarks = questions,
            ExclamationMarks = exclamations,
            Quotes = quotes,
            Pipes = pipes,
            Sentences = open ? sentences + 1 : sentences,
        };
    }
}
