namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>The letters that literals have, numbered: a–z first, then what else occurs. 0 is every other letter.</summary>
internal sealed class Alphabet
{
    /// <summary>How many codes a–z and everything else have.</summary>
    public const int Latin = 27;

    private readonly ushort[] _codes = new ushort[char.MaxValue + 1];

    public Alphabet(IEnumerable<Literal> literals)
    {
        Width = 1;
        foreach (var letter in "abcdefghijklmnopqrstuvwxyz".Concat(literals.SelectMany(literal => literal.Letters)))
            if (_codes[letter] == 0)
                _codes[letter] = (ushort)Width++;
        Rotated = new ushort[Width];
        for (var code = 1; code < Width; code++)
            Rotated[code] = (ushort)(code < Latin ? (code + 12) % 26 + 1 : code);
    }

    public int Width { get; }

    /// <summary>By code: the one thirteen letters on; of what is no Latin letter its own.</summary>
    public ushort[] Rotated { get; }

    public ushort[] Of(string letters) => [.. letters.Select(letter => _codes[letter])];

    public void Of(ReadOnlySpan<char> letters, Span<ushort> codes)
    {
        for (var at = 0; at < letters.Length; at++)
            codes[at] = _codes[letters[at]];
    }

    /// <summary>Whatever is not a–z has code 0.</summary>
    public static void OfLatin(ReadOnlySpan<char> letters, Span<ushort> codes)
    {
        codes = codes[..letters.Length];
        for (var at = 0; at < letters.Length; at++)
            codes[at] = letters[at] is >= 'a' and <= 'z' ? (ushort)(letters[at] - 'a' + 1) : (ushort)0;
    }
}
