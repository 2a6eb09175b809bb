using System.Text;

namespace LlmMonitor.Core.Checks.Texts;

/// <summary>Quotations of an output, and the form in which they are compared with sources.</summary>
internal static class QuoteText
{
    /// <summary>Letters and digits in lower case, one space for all that lies between: case, punctuation, marks and line breaks do not count.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length + 2).Append(' ');
        foreach (var letter in text)
            if (char.IsLetterOrDigit(letter))
                folded.Append(char.ToLowerInvariant(letter));
            else if (folded[^1] != ' ' && letter is not ('\'' or '’' or '\u00ad'))
                folded.Append(' ');
        return folded[^1] == ' ' ? folded.ToString() : folded.Append(' ').ToString();
    }

    /// <summary>Quotations with at least so many words, within one paragraph each; lines that Markdown quotes as well.</summary>
    public static IEnumerable<string> Find(string text, int leastWords)
    {
        foreach (var paragraph in text.Split("\n\n"))
        {
            var unclosed = "";
            for (var at = 0; at < paragraph.Length; at++)
            {
                if (CloserOf(paragraph[at]) is not { } closer || unclosed.Contains(paragraph[at]))
                    continue;
                var end = paragraph.AsSpan(at + 1).IndexOfAny(closer);
                if (end < 0)
                {
                    // Not looked for again, so that a row of openers takes linear time.
                    unclosed += paragraph[at];
                    continue;
                }
                if (Words(paragraph.AsSpan(at + 1, end)) >= leastWords)
                    yield return paragraph.Substring(at + 1, end);
                at += end + 1;
            }
            foreach (var line in paragraph.Split('\n'))
                if (line.StartsWith("> ", StringComparison.Ordinal) && Words(line.AsSpan(2)) >= leastWords && !line.AsSpan().ContainsAny("“„«\""))
                    yield return line[2..];
        }
    }

    private static string? CloserOf(char opener) =>
        opener switch
        {
            '“' => "”",
            '„' => "“”",
            '«' => "»",
            '»' => "«",
            '"' => "\"",
            '「' => "」",
            '『' => "』",
            _ => null,
        };

    private static int Words(ReadOnlySpan<char> text)
    {
        var (words, inWord) = (0, false);
        foreach (var letter in text)
            (words, inWord) = char.IsLetterOrDigit(letter) ? (inWord ? words : words + 1, true) : (words, inWord && !char.IsWhiteSpace(letter));
        return words;
    }
}
