namespace LlmMonitor.Core.Privacy.Recognisers;

/// <summary>Where a token or a number begins and ends, and which word stands before it.</summary>
internal static class Edges
{
    private const int LongestWord = 32;

    // Words that may stand between a telling word and its number: "phone number is", "tel no".
    private static readonly string[] Connectors =
    [
        "number",
        "numbers",
        "no",
        "nr",
        "nummer",
        "numero",
        "número",
        "numéro",
        "is",
        "ist",
        "at",
        "on",
    ];

    /// <summary>No letter, digit or underscore before; the n of an escaped \n in JSON is none.</summary>
    public static bool TokenStarts(ReadOnlySpan<char> text, int at) => at == 0 || !IsWord(text[at - 1]) || IsEscape(text, at - 1);

    public static bool TokenEnds(ReadOnlySpan<char> text, int end) => end >= text.Length || !IsWord(text[end]);

    /// <summary>No part of a longer number, word or amount before.</summary>
    public static bool NumberStarts(ReadOnlySpan<char> text, int at)
    {
        if (!TokenStarts(text, at))
            return false;
        if (at == 0)
            return true;
        var before = text[at - 1];
        if (before is '$' or '€' or '£' or '¥' or '+' or '@')
            return false;
        return !(before is '.' or ',' or '-' or '/' or ':' or '\'' && at > 1 && char.IsAsciiDigit(text[at - 2]));
    }

    /// <summary>No part of a longer number, word or amount behind.</summary>
    public static bool NumberEnds(ReadOnlySpan<char> text, int end)
    {
        if (end >= text.Length)
            return true;
        var next = text[end];
        if (IsWord(next) || next is '@' or '%' or '€' or '£' or '$')
            return false;
        return !(next is '.' or ',' or '-' or '/' or ':' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]));
    }

    /// <summary>
    /// True where the word before (over quotes, colons and words such as "number") is one of these, in lower case. The word of a mark is none.
    /// </summary>
    public static bool WordBefore(ReadOnlySpan<char> text, int at, ReadOnlySpan<string> words)
    {
        Span<char> word = stackalloc char[LongestWord];
        for (var hop = 0; hop < 3; hop++)
        {
            var end = at;
            while (end > 0 && at - end < 6 && !char.IsLetter(text[end - 1]) && text[end - 1] is not ('\n' or ';' or ']'))
                end--;
            var start = end;
            while (start > 0 && end - start < LongestWord && char.IsLetter(text[start - 1]))
                start--;
            var length = text[start..end].ToLowerInvariant(word);
            if (length <= 0)
                return false;
            if (OneOf(word[..length], words))
                return true;
            if (!OneOf(word[..length], Connectors))
                return false;
            at = start;
        }
        return false;
    }

    private static bool OneOf(ReadOnlySpan<char> word, ReadOnlySpan<string> words)
    {
        foreach (var candidate in words)
            if (word.SequenceEqual(candidate))
                return true;
        return false;
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';

    private static bool IsEscape(ReadOnlySpan<char> text, int at) => at > 0 && text[at] is 'n' or 'r' or 't' && text[at - 1] == '\\';
}
