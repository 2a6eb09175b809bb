namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>A literal that stands in a text, from one word to another. In the order of its first word.</summary>
internal readonly record struct Hit
{
    private const int MostWords = ushort.MaxValue;

    private readonly ulong _packed;

    /// <summary>Orders hits: by first word, then by length.</summary>
    public ulong Packed => _packed;

    public Hit(int firstWord, int lastWord, int literal) =>
        _packed = ((ulong)(uint)firstWord << 32) | ((ulong)Math.Min(lastWord - firstWord, MostWords) << 16) | (uint)literal;

    public int FirstWord => (int)(_packed >> 32);

    public int LastWord => FirstWord + (int)(_packed >> 16 & MostWords);

    public int Literal => (int)(_packed & ushort.MaxValue);
}
