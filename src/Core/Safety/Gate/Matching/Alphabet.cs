namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>The letters that literals have, numbered: a–z first, digits behind them, then what else occurs. 0 is every other letter.</summary>
internal sealed class Alphabet
{
    public const int Latin = 27;
    public const int LatinAndDigits = Latin + 10;

    private readonly ushort[] _codes = new ushort[char.MaxValue + 1];

    public Alphabet(IEnumerable<Literal> literals)
    {
        Width = 1;
        foreach (var letter in "abcdefghijklmnopqrstuvwxyz0123456789".Concat(literals.SelectMany(literal => literal.Letters)))
            if (_codes[letter] == 0)
                _codes[letter] = (ushort)Width++;
    }

    public int Width { get; private set; }

    public ushort Of(char letter) => _codes[letter];

    public ushort[] Of(string letters) => [.. letters.Select(Of)];

    public void Of(ReadOnlySpan<char> letters, Span<ushort> codes)
    {
        for (var at = 0; at < letters.Length; at++)
            codes[at] = _codes[letters[at]];
    }

    /// <summary>The code thirteen letters on; of what is no Latin letter its own.</summary>
    public static ushort Rotated(ushort code) => code is 0 or >= Latin ? code : (ushort)((code + 12) % 26 + 1);
}
