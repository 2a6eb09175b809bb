namespace LlmMonitor.Core.Text;

/// <summary>
/// Guesses the language of a text: by its script where that names one, else by how many of its words are function words of each language
/// (Grefenstette 1995, <i>Comparing two language identification schemes</i>: from about 20 words on as good as character n-grams).
/// </summary>
public static class LanguageOf
{
    /// <summary>Enough to know; the rest of a long text is not looked at.</summary>
    public const int LookedAtCharacters = 4000;

    /// <summary>A language must have so many function words, and a lead of one over the next, to be named.</summary>
    private const int LeastVotes = 2;

    /// <returns>An ISO 639-1 code of <see cref="WordTable.Languages"/>; null where the text is too short or mixed to tell.</returns>
    public static string? Guess(ReadOnlySpan<char> text)
    {
        var head = text[..Math.Min(text.Length, LookedAtCharacters)];
        return Scripts.LanguageOf(head) ?? ByWords(head);
    }

    private static string? ByWords(ReadOnlySpan<char> text)
    {
        Span<int> votes = stackalloc int[32];
        var words = new WordReader(text);
        while (words.Read())
        {
            var parts = WordTable.Find(words.Hash);
            for (var left = parts.Stop | parts.Hedge | parts.FirstPerson | parts.SecondPerson | parts.Month; left != 0; left &= left - 1)
                votes[System.Numerics.BitOperations.TrailingZeroCount(left)]++;
        }
        AddLetters(text, votes);
        var best = 0;
        for (var place = 1; place < votes.Length; place++)
            if (votes[place] > votes[best])
                best = place;
        var most = votes[best];
        votes[best] = 0;
        foreach (var next in votes)
            if (next == most)
                return null;
        return most >= LeastVotes ? WordTable.Languages[best] : null;
    }

    /// <summary>A letter that only one or two of the languages have tells neighbours apart.</summary>
    private static void AddLetters(ReadOnlySpan<char> text, Span<int> votes)
    {
        foreach (var character in text)
            if (character >= 128)
                foreach (var (language, letters) in Letters)
                    if (letters.Contains(character, StringComparison.Ordinal))
                        votes[language]++;
    }

    private static readonly (int Language, string Letters)[] Letters =
    [
        .. new (string Code, string Letters)[]
        {
            ("de", "ßäöü"),
            ("fr", "êèœçàù"),
            ("es", "ñ¿¡"),
            ("pt", "ãõç"),
            ("it", "òìù"),
            ("sv", "äå"),
            ("da", "æøå"),
            ("no", "æøå"),
            ("fi", "ä"),
            ("pl", "łąężśćń"),
            ("cs", "řěůčš"),
            ("tr", "ığş"),
            ("hu", "őű"),
            ("ro", "țșăţ"),
            ("uk", "іїєґ"),
            ("ru", "ыэёъ"),
        }.Select(pair => (WordTable.Languages.ToList().IndexOf(pair.Code), pair.Letters)),
    ];
}
