using System.Text;

namespace LlmMonitor.Core.Text;

/// <summary>
/// Walks over the words of a text. A word is a run of letters, marks and digits, with apostrophes inside (don't); where a script sets no
/// spaces (Chinese, Japanese) each ideograph or kana is a word of its own. Lone surrogates and emoji are no words.
/// </summary>
public ref struct WordReader(ReadOnlySpan<char> text)
{
    private const ulong HashStart = 0xCBF29CE484222325;
    private const ulong HashPrime = 0x100000001B3;

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>Where the word begins, in UTF-16 characters.</summary>
    public int Start { get; private set; }

    public int Length { get; private set; }

    /// <summary>Of the word in lower case (FNV-1a over UTF-16, 64 bits): the same on every machine. See <see cref="HashOf"/>.</summary>
    public ulong Hash { get; private set; }

    public readonly ReadOnlySpan<char> Word => _text.Slice(Start, Length);

    /// <returns>False at the end of the text.</returns>
    public bool Read()
    {
        for (; _at < _text.Length; _at++)
        {
            var character = _text[_at];
            if (IsWordOfItsOwn(character))
                return Take(1);
            if (IsInner(character))
                return Take(RunFrom(_at));
            if (char.IsHighSurrogate(character) && IsLetterPair(_at))
                return Take(2);
        }
        return false;
    }

    /// <summary>The hash that <see cref="Hash"/> shows for this word, whatever its case.</summary>
    public static ulong HashOf(ReadOnlySpan<char> word)
    {
        var hash = HashStart;
        foreach (var character in word)
            hash = (hash ^ Folded(character)) * HashPrime;
        return hash;
    }

    private bool Take(int length)
    {
        (Start, Length, Hash) = (_at, length, HashOf(_text.Slice(_at, length)));
        _at += length;
        return true;
    }

    private readonly int RunFrom(int start)
    {
        var at = start + 1;
        while (
            at < _text.Length
            && (
                IsInner(_text[at]) && !IsWordOfItsOwn(_text[at])
                || _text[at] is '\'' or '’' && at + 1 < _text.Length && char.IsLetter(_text[at + 1])
            )
        )
            at++;
        return at - start;
    }

    private readonly bool IsLetterPair(int at) =>
        at + 1 < _text.Length && Rune.TryCreate(_text[at], _text[at + 1], out var rune) && Rune.IsLetter(rune);

    private static bool IsInner(char character) =>
        character < 128
            ? char.IsAsciiLetterOrDigit(character)
            : char.IsLetterOrDigit(character)
                || char.GetUnicodeCategory(character)
                    is System.Globalization.UnicodeCategory.NonSpacingMark
                        or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    /// <summary>Kana, and the ideographs of the basic plane.</summary>
    private static bool IsWordOfItsOwn(char character) =>
        character is (>= '\u3041' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

    private static char Folded(char character) =>
        character < 128 ? (char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character)
        : character == '’' ? '\''
        : char.ToLowerInvariant(character);
}
