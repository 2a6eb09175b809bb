using LlmMonitor.Core.Safety.Gate.Normalising;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>
/// A word or phrase to look for, as letters: <c>nerve agent</c>. A star at an end frees it: <c>explosive*</c> is also in "explosives". Scripts without
/// spaces between words have free ends anyway.
/// </summary>
/// <param name="Letters">Normalised as texts are.</param>
/// <param name="Spaces">Bit i: a word begins at letter i.</param>
internal sealed record Literal(string Letters, ulong Spaces, bool FreeStart, bool FreeEnd)
{
    public const int MostLetters = 60;

    /// <summary>Whether all its letters are a–z: only such literals are looked for in disguise of digits, signs and doubled letters.</summary>
    public bool IsLatin { get; } = Letters.All(char.IsAsciiLetterLower);

    /// <summary>What a reader makes of it; null where nothing or too much is left.</summary>
    /// <param name="reader">Used again for each literal of a set.</param>
    public static Literal? Parse(string text, LetterReader reader)
    {
        reader.Read(text.AsSpan().Trim('*'), isOpen: false);
        var letters = new string(reader.Plain.Letters, 0, reader.Plain.Count);
        if (letters.Length is 0 or > MostLetters)
            return null;
        var spaces = 0UL;
        for (var at = 1; at < letters.Length; at++)
            if (reader.Plain.StartsWord(at))
                spaces |= 1UL << at;
        var isUnspaced = letters.Any(IsUnspaced);
        return new Literal(letters, spaces, isUnspaced || text.StartsWith('*'), isUnspaced || text.EndsWith('*'));
    }

    /// <summary>The same with doubled letters read once; those of two words stay two.</summary>
    public Literal WithoutDoubles()
    {
        var (letters, spaces) = (new List<char>(), 0UL);
        for (var at = 0; at < Letters.Length; at++)
        {
            var isWordStart = (Spaces >> at & 1) != 0;
            if (at > 0 && Letters[at] == Letters[at - 1] && !isWordStart)
                continue;
            spaces |= isWordStart ? 1UL << letters.Count : 0;
            letters.Add(Letters[at]);
        }
        return this with { Letters = new string([.. letters]), Spaces = spaces };
    }

    /// <summary>Han, kana, hangul, Thai.</summary>
    private static bool IsUnspaced(char letter) =>
        letter is (>= '\u0E00' and <= '\u0EFF') or (>= '\u1100' and <= '\u11FF') or (>= '\u2E80' and <= '\uD7FF');
}

/// <summary>What is known of letters that a trie finds, close together in memory.</summary>
/// <param name="Literal">The number of the literal that they stand for.</param>
/// <param name="IsWritten">They are the literal's own letters.</param>
/// <param name="IsSingle">They are the literal's letters with doubled ones read once.</param>
internal readonly record struct LiteralKey(
    ulong Spaces,
    ushort Literal,
    byte Length,
    bool FreeStart,
    bool FreeEnd,
    bool IsWritten,
    bool IsSingle
)
{
    public static LiteralKey Of(Literal literal, int number) =>
        new(literal.Spaces, (ushort)number, (byte)literal.Letters.Length, literal.FreeStart, literal.FreeEnd, true, literal.IsLatin);
}
