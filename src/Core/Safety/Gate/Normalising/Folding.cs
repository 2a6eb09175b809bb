using System.Globalization;
using System.Reflection;

namespace LlmMonitor.Core.Safety.Gate.Normalising;

/// <summary>
/// Reads a character as the plain lower-case letter that it is, stands for or looks like: compatibility forms (NFKD), case, marks and look-alikes in
/// one lookup. The facts stand in folds.txt, with their source: this build has no Unicode data of its own beyond case and category.
/// </summary>
internal static class Folding
{
    private const char FirstExpansion = '\uE000'; // private use: never a folded letter of its own

    private static readonly char[] Folded = new char[char.MaxValue + 1];
    private static readonly CharKind[] Kinds = new CharKind[char.MaxValue + 1];
    private static readonly List<string> Expansions = [];
    private static readonly Dictionary<int, int> Supplementary = [];

    static Folding()
    {
        for (var code = 0; code <= char.MaxValue; code++)
            Folded[code] = code is >= 0xFF01 and <= 0xFF5E
                ? char.ToLowerInvariant((char)(code - 0xFEE0))
                : char.ToLowerInvariant((char)code);
        foreach (var line in Lines())
            Read(line);
        for (var code = 0; code <= char.MaxValue; code++)
            Kinds[code] = KindOf((char)code);
    }

    public static char Of(char character) => Folded[character];

    public static CharKind Kind(char character) => Kinds[character];

    /// <summary>The letters of a character of kind <see cref="CharKind.Several"/>, once folded: æ is ae.</summary>
    public static string Expansion(char folded) => Expansions[folded - FirstExpansion];

    /// <param name="character">The letter, or another character that is of no interest.</param>
    public static CharKind Supplement(int codePoint, out char character)
    {
        if (Supplementary.TryGetValue(codePoint, out var letter))
        {
            character = (char)letter;
            return CharKind.Letter;
        }
        character = char.MaxValue; // no letter that a literal has
        return codePoint is >= 0xE0000 and <= 0xE0FFF ? CharKind.Invisible
            : codePoint is >= 0x20000 and < 0x40000 ? CharKind.Letter
            : CharKind.Symbol;
    }

    private static CharKind KindOf(char raw)
    {
        var folded = Folded[raw];
        if (folded is >= FirstExpansion and <= '\uF8FF' && folded - FirstExpansion < Expansions.Count && raw != folded)
            return CharKind.Several;
        switch (raw)
        {
            case '\u115F' or '\u1160' or '\u3164' or '\uFFA0': // fillers: letters by their category
                return CharKind.Invisible;
            case '。' or '！' or '？' or '；' or '؟' or '।':
                return CharKind.FullStop;
            case '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029':
                return CharKind.NewLine;
            default:
                break;
        }
        switch (folded)
        {
            case '@' or '$' or '!' or '|' or '€':
                return CharKind.LetterLike;
            case '.' or '?' or ';' or '…':
                return CharKind.Stop;
            default:
                break;
        }
        if (char.IsWhiteSpace(raw) || raw == '\u2800')
            return CharKind.Space;
        return CharUnicodeInfo.GetUnicodeCategory(folded) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control =>
                CharKind.Invisible,
            < UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => CharKind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharKind.Letter,
            _ => CharKind.Symbol,
        };
    }

    // "a: 430 251" or "a+26: 24B6"; see the head of folds.txt.
    private static void Read(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        var head = line[..colon];
        var plus = head.IndexOf('+', StringComparison.Ordinal);
        var target = plus > 0 ? head[..plus] : head;
        var count = plus > 0 ? int.Parse(head[(plus + 1)..]) : 1;
        foreach (var hex in line[(colon + 2)..].Split(' '))
            for (var step = 0; step < count; step++)
                Set(int.Parse(hex, NumberStyles.HexNumber) + step, target, step);
    }

    private static void Set(int codePoint, string target, int step)
    {
        var folded = target.Length == 1 ? (char)(target[0] + step) : Expand(target);
        if (codePoint <= char.MaxValue)
            Folded[codePoint] = folded;
        else if (target.Length == 1)
            Supplementary[codePoint] = folded;
    }

    private static char Expand(string target)
    {
        var at = Expansions.IndexOf(target);
        if (at < 0)
        {
            at = Expansions.Count;
            Expansions.Add(target);
        }
        return (char)(FirstExpansion + at);
    }

    private static IEnumerable<string> Lines()
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream(
            assembly.GetManifestResourceNames().Single(name => name.EndsWith("folds.txt"))
        )!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#'))
                yield return line;
    }
}
