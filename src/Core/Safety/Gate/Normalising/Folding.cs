namespace LlmMonitor.Core.Safety.Gate.Normalising;

/// <summary>
/// Reads a character as the plain lower-case letter that it is, stands for or looks like: compatibility forms (NFKD), case, marks and look-alikes in
/// one lookup. The facts stand in folds.txt, with their source: this build has no Unicode data of its own beyond case and category.
/// </summary>
internal static class Folding
{
    private static readonly FoldingTable Table = new();
    private static readonly char[] Folded = Table.Folded;
    private static readonly CharKind[] Kinds = Table.Kinds;

    public static char Of(char character) => Folded[character];

    public static CharKind Kind(char character) => Kinds[character];

    /// <summary>The letters of a character of kind <see cref="CharKind.Several"/>, once folded: æ is ae.</summary>
    public static string Expansion(char folded) => Table.Expansion(folded);

    /// <param name="character">The letter, or another character that is of no interest.</param>
    public static CharKind Supplement(int codePoint, out char character)
    {
        if (Table.Supplementary.TryGetValue(codePoint, out var letter))
        {
            character = (char)letter;
            return CharKind.Letter;
        }
        character = char.MaxValue; // no letter that a literal has
        return codePoint is >= 0xE0000 and <= 0xE0FFF ? CharKind.Invisible
            : codePoint is >= 0x20000 and < 0x40000 ? CharKind.Letter
            : CharKind.Symbol;
    }
}
