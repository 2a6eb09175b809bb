namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>A literal that stands in a text, from one word to another. In the order of its first word.</summary>
internal readonly record struct Hit : IComparable<Hit>
{
    private const int MostWords = ushort.MaxValue;

    private readonly ulong _packed;

    public Hit(int firstWord, int lastWord, int literal) =>
        _packed = ((ulong)(uint)firstWord << 32) | ((ulong)Math.Min(lastWord - firstWord, MostWords) << 16) | (uint)literal;

    public int FirstWord => (int)(_packed >> 32);

    public int LastWord => FirstWord + (int)(_packed >> 16 & MostWords);

    public int Literal => (int)(_packed & ushort.MaxValue);

    public int CompareTo(Hit other) => _packed.CompareTo(other._packed);
}
