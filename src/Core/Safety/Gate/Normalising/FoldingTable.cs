using System.Globalization;
using System.Reflection;

namespace LlmMonitor.Core.Safety.Gate.Normalising;

/// <summary>
/// What folds.txt, case and category say of every character, made once. An object of its own: while a class is being set up, each look at its statics costs
/// a call.
/// </summary>
internal sealed class FoldingTable
{
    private const char FirstExpansion = '\uE000'; // private use: never a folded letter of its own

    private readonly List<string> _expansions = [];

    public FoldingTable()
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

    /// <summary>By character: the letter, or the sign of several.</summary>
    public char[] Folded { get; } = new char[char.MaxValue + 1];

    /// <summary>By character, before it is folded.</summary>
    public CharKind[] Kinds { get; } = new CharKind[char.MaxValue + 1];

    /// <summary>By code point beyond U+FFFF: the letter.</summary>
    public Dictionary<int, int> Supplementary { get; } = [];

    /// <summary>The letters of a sign of several.</summary>
    public string Expansion(char folded) => _expansions[folded - FirstExpansion];

    private CharKind KindOf(char raw)
    {
        var folded = Folded[raw];
        if (folded is >= FirstExpansion and <= '\uF8FF' && folded - FirstExpansion < _expansions.Count && raw != folded)
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
    private void Read(string line)
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

    private void Set(int codePoint, string target, int step)
    {
        var folded = target.Length == 1 ? (char)(target[0] + step) : Expand(target);
        if (codePoint <= char.MaxValue)
            Folded[codePoint] = folded;
        else if (target.Length == 1)
            Supplementary[codePoint] = folded;
    }

    private char Expand(string target)
    {
        var at = _expansions.IndexOf(target);
        if (at < 0)
        {
            at = _expansions.Count;
            _expansions.Add(target);
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
