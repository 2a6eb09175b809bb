using System.Buffers;
using LlmMonitor.Core.Text;

namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>Counts over words. See <see cref="WordReader"/> for what a word is.</summary>
internal readonly record struct WordTally
{
    /// <summary>The type-token ratio falls with length, so that it is taken of the first words only.</summary>
    public const int WordsForVariety = 200;

    /// <summary>Repetition shows itself early, and memory stays bounded.</summary>
    private const int WordsForRepeats = 2000;

    /// <summary>How many words a repeated phrase has.</summary>
    private const int Phrase = 4;

    public int Words { get; private init; }

    /// <summary>Characters of all words.</summary>
    public int Characters { get; private init; }

    /// <summary>Different words among the first <see cref="WordsForVariety"/>.</summary>
    public int Varied { get; private init; }
    public int Stop { get; private init; }
    public int Hedges { get; private init; }
    public int FirstPerson { get; private init; }
    public int SecondPerson { get; private init; }

    /// <summary>Four-word phrases among the first words, and those of them that had come before.</summary>
    public int Phrases { get; private init; }
    public int RepeatedPhrases { get; private init; }

    /// <param name="language">Whose function words count; null counts those of any language.</param>
    public static WordTally Of(ReadOnlySpan<char> text, string? language)
    {
        var bit = WordTable.BitOf(language);
        var (words, characters, varied, stop, hedges, first, second, phrases, repeated) = (0, 0, 0, 0, 0, 0, 0, 0, 0);
        var table = ArrayPool<ulong>.Shared.Rent(2 * PhraseSlots);
        table.AsSpan(0, 2 * PhraseSlots).Clear();
        var seenWords = table.AsSpan(0, PhraseSlots);
        var seenPhrases = table.AsSpan(PhraseSlots, PhraseSlots);
        Span<ulong> last = stackalloc ulong[Phrase];
        var reader = new WordReader(text);
        while (reader.Read())
        {
            var parts = WordTable.Find(reader.Hash);
            characters += reader.Length;
            stop += (parts.Stop & bit) != 0 ? 1 : 0;
            hedges += (parts.Hedge & bit) != 0 ? 1 : 0;
            first += (parts.FirstPerson & bit) != 0 ? 1 : 0;
            second += (parts.SecondPerson & bit) != 0 ? 1 : 0;
            if (words < WordsForVariety && IsNew(seenWords, reader.Hash))
                varied++;
            last[words % Phrase] = reader.Hash;
            words++;
            if (words < Phrase || words > WordsForRepeats)
                continue;
            phrases++;
            var phrase = 0UL;
            for (var back = 0; back < Phrase; back++)
                phrase = (phrase ^ last[(words + back) % Phrase]) * 0x9E3779B97F4A7C15;
            if (!IsNew(seenPhrases, phrase))
                repeated++;
        }
        ArrayPool<ulong>.Shared.Return(table);
        return new WordTally
        {
            Words = words,
            Characters = characters,
            Varied = varied,
            Stop = stop,
            Hedges = hedges,
            FirstPerson = first,
            SecondPerson = second,
            Phrases = phrases,
            RepeatedPhrases = repeated,
        };
    }

    /// <summary>At least twice <see cref="WordsForRepeats"/>, so that the open addressing below stays short.</summary>
    private const int PhraseSlots = 4096;

    private static bool IsNew(Span<ulong> seen, ulong hash)
    {
        hash = hash == 0 ? 1 : hash;
        for (var slot = (int)(hash >> 52); ; slot = (slot + 1) & (PhraseSlots - 1))
            if (seen[slot] == 0)
            {
                seen[slot] = hash;
                return true;
            }
            else if (seen[slot] == hash)
                return false;
    }
}
