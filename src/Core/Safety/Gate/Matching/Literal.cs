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

    /// <summary>Whether the letters of a row that equal this literal's are also its words. Counts one step a letter.</summary>
    /// <param name="first">The place of the literal's first letter; behind the last one where the row is read backwards.</param>
    /// <param name="step">1, or −1 where it is read backwards.</param>
    public bool StandsAt(LetterBuffer row, int first, int step)
    {
        var last = first + step * (Letters.Length - 1);
        var (low, high) = step > 0 ? (first, last) : (last, first);
        var (freeLow, freeHigh) = step > 0 ? (FreeStart, FreeEnd) : (FreeEnd, FreeStart);
        if (!(freeLow || row.StartsWord(low)) || !(freeHigh || row.EndsWord(high)))
            return false;
        for (var letter = 1; letter < Letters.Length; letter++)
        {
            // The gap before a letter stands at the letter; read backwards, at the one that was read before.
            var at = step > 0 ? first + letter : first - letter + 1;
            var gap = row.Separation(at);
            if (gap == Gap.Sentence && !row.IsSpelled(at))
                return false;
            var isWordStart = (Spaces >> letter & 1) != 0;
            if (gap == Gap.Space && !isWordStart && !row.IsSpelled(at))
                return false;
        }
        return true;
    }

    /// <summary>Han, kana, hangul, Thai.</summary>
    private static bool IsUnspaced(char letter) =>
        letter is (>= '\u0E00' and <= '\u0EFF') or (>= '\u1100' and <= '\u11FF') or (>= '\u2E80' and <= '\uD7FF');
}
