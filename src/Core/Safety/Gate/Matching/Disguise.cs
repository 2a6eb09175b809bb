using LlmMonitor.Core.Safety.Gate.Normalising;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>Letters behind digits, signs and doubled letters. What is found under a disguise is held against the literal once more.</summary>
internal static class Disguise
{
    /// <summary>What a digit or sign may stand for in a word; the letter itself for a letter. 1, ! and | stand for i or l, which are one here.</summary>
    public static char Merged(char letter) =>
        letter switch
        {
            '0' => 'o',
            '1' or '!' or LetterReader.TallStroke or 'l' => 'i',
            '2' => 'z',
            '3' or '€' => 'e',
            '4' or '@' => 'a',
            '5' or '$' => 's',
            '6' or '9' => 'g',
            '7' => 't',
            '8' => 'b',
            _ => letter,
        };

    /// <summary>The same of each letter.</summary>
    public static string Merged(string letters) =>
        string.Create(
            letters.Length,
            letters,
            (merged, from) =>
            {
                for (var at = 0; at < from.Length; at++)
                    merged[at] = Merged(from[at]);
            }
        );

    /// <summary>The letter of a–z thirteen places on; any other is itself.</summary>
    public static char Rotated(char letter) =>
        letter switch
        {
            >= 'a' and <= 'm' => (char)(letter + 13),
            >= 'n' and <= 'z' => (char)(letter - 13),
            _ => letter,
        };

    /// <summary>Whether these letters are the literal's, at least one of them behind a sign.</summary>
    public static bool Hides(ReadOnlySpan<char> letters, string literal)
    {
        var hidden = false;
        for (var at = 0; at < letters.Length; at++)
        {
            if (letters[at] == literal[at])
                continue;
            if (char.IsAsciiLetter(letters[at]))
                return false;
            hidden = true;
        }
        return hidden;
    }
}
