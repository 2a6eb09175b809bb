namespace LlmMonitor.Core.Safety.Gate.Normalising;

/// <summary>
/// Turns a text without escapes into its letters, twice: as it is written, and with the signs that read as letters inside words (m@ke, kiII) among them.
/// One pass, whatever the text.
/// </summary>
internal sealed class LetterReader
{
    /// <summary>What a capital I between small letters is kept as: it looks like an l.</summary>
    public const char TallStroke = '|';

    private static readonly string[] InlineTags =
    [
        .. "b i u s a em strong span font small big sub sup mark del ins code tt wbr abbr cite q kbd label strike".Split(' '),
    ];

    private static readonly string[] BlockTags =
    [
        .. "p br div li ul ol td th tr table h1 h2 h3 h4 h5 h6 hr section article pre blockquote body html head title".Split(' '),
    ];

    private readonly LetterBuffer _signed = new();
    private bool _hasSign;
    private Gap _plainGap;
    private Gap _likeGap;
    private int _word;
    private bool _gapIsCounted;
    private bool _lastIsDigit;
    private bool _withSigns;

    /// <summary>The letters as they are written.</summary>
    public LetterBuffer Plain { get; } = new();

    /// <summary>The same with letter-like signs; to be used only where <see cref="HasLetterLike"/>.</summary>
    public LetterBuffer Disguised => _hasSign ? _signed : Plain;

    /// <summary>Whether some word mixes letters with digits or signs.</summary>
    public bool HasLetterLike { get; private set; }

    /// <param name="isOpen">More text may follow.</param>
    public void Read(ReadOnlySpan<char> text, bool isOpen)
    {
        (HasLetterLike, _hasSign) = (false, false);
        Fill(Plain, text, isOpen);
        // Where only digits are letter-like, both readings are the same.
        if (_hasSign)
            Fill(_signed, text, isOpen);
    }

    private void Fill(LetterBuffer row, ReadOnlySpan<char> text, bool isOpen)
    {
        row.Clear();
        _withSigns = row == _signed;
        (_plainGap, _likeGap, _word, _gapIsCounted) = (Gap.None, Gap.None, 0, true);
        var small = false;
        for (var at = 0; at < text.Length; at++)
        {
            var raw = text[at];
            if (raw == 'I' && small)
            {
                Sign(row, TallStroke);
                continue;
            }
            small = raw is >= 'a' and <= 'z';
            if (char.IsAsciiLetter(raw))
            {
                Letter(row, (char)(raw | 0x20));
                at += row.AddRest(text[(at + 1)..], _word, ref small);
                continue;
            }
            switch (Folding.Kind(raw))
            {
                case CharKind.Invisible:
                    break;
                case CharKind.Letter:
                    Letter(row, Folding.Of(raw));
                    break;
                case CharKind.Several:
                    foreach (var letter in Folding.Expansion(Folding.Of(raw)))
                        Letter(row, letter);
                    break;
                case CharKind.LetterLike when IsInWord(text, at):
                    Sign(row, Folding.Of(raw));
                    break;
                case CharKind.Space:
                    Separate(Gap.Space);
                    break;
                case CharKind.NewLine:
                    Separate(EndsParagraph(text, at) ? Gap.Sentence : Gap.Space);
                    break;
                case CharKind.FullStop:
                    Separate(Gap.Sentence);
                    break;
                case CharKind.Stop:
                case CharKind.LetterLike when Folding.Of(raw) == '!':
                    Separate(EndsSentence(text, at) ? Gap.Sentence : Gap.Symbol);
                    break;
                case CharKind.Symbol when raw == '<':
                    at += Tag(text[at..]);
                    break;
                case CharKind.Symbol when char.IsHighSurrogate(raw) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]):
                    Pair(row, char.ConvertToUtf32(raw, text[++at]));
                    break;
                default:
                    Separate(Gap.Symbol);
                    break;
            }
        }
        // A last word with something behind it is whole.
        row.IsOpen = isOpen && (_withSigns ? _likeGap : _plainGap) == Gap.None;
        row.MarkSpelled();
    }

    private void Letter(LetterBuffer row, char letter)
    {
        CountGap();
        row.Add(letter, _withSigns ? _likeGap : _plainGap, _word);
        var isDigit = char.IsAsciiDigit(letter);
        HasLetterLike |= _likeGap == Gap.None && row.Count > 1 && isDigit != _lastIsDigit;
        _lastIsDigit = isDigit;
        (_plainGap, _likeGap, _gapIsCounted) = (Gap.None, Gap.None, false);
    }

    private void Sign(LetterBuffer row, char sign)
    {
        (HasLetterLike, _hasSign) = (true, true);
        CountGap();
        if (_withSigns)
            row.Add(sign, _likeGap, _word);
        _likeGap = Gap.None;
        if (_plainGap == Gap.None)
            (_plainGap, _gapIsCounted) = (Gap.Symbol, false);
    }

    /// <summary>A gap gives the next word its number, once, whether a letter or a sign comes first behind it.</summary>
    private void CountGap()
    {
        if (_gapIsCounted || _plainGap == Gap.None)
            return;
        _word += _plainGap == Gap.Sentence ? LetterBuffer.SentenceJump : 1;
        _gapIsCounted = true;
    }

    private void Separate(Gap gap)
    {
        _plainGap = gap > _plainGap ? gap : _plainGap;
        _likeGap = gap > _likeGap ? gap : _likeGap;
    }

    private void Pair(LetterBuffer row, int codePoint)
    {
        switch (Folding.Supplement(codePoint, out var character))
        {
            case CharKind.Letter:
                Letter(row, character);
                break;
            case CharKind.Symbol:
                Separate(Gap.Symbol);
                break;
            default:
                break;
        }
    }

    /// <returns>How many characters behind the &lt; belong to a tag without attributes; 0 where it is none that is known.</returns>
    private int Tag(ReadOnlySpan<char> text)
    {
        const int longest = 14;
        var near = text[..Math.Min(text.Length, longest)];
        var close = near.IndexOf('>');
        if (close > 1)
        {
            Span<char> name = stackalloc char[longest];
            var length = near[1..close].Trim('/').Trim().ToLowerInvariant(name);
            if (OneOf(name[..length], InlineTags))
                return close;
            if (OneOf(name[..length], BlockTags))
            {
                Separate(name[..length] is "br" or "td" or "th" ? Gap.Space : Gap.Sentence);
                return close;
            }
        }
        Separate(Gap.Symbol);
        return 0;
    }

    private static bool OneOf(ReadOnlySpan<char> name, string[] names)
    {
        foreach (var candidate in names)
            if (name.SequenceEqual(candidate))
                return true;
        return false;
    }

    private static bool IsInWord(ReadOnlySpan<char> text, int at) =>
        at + 1 < text.Length && (Folding.Kind(text[at + 1]) == CharKind.Letter || (text[at] != '!' && text[at + 1] == text[at]));

    // Closing marks may stand between a full stop and the white space.
    private static bool EndsSentence(ReadOnlySpan<char> text, int at)
    {
        for (var next = at + 1; next < text.Length && next < at + 6; next++)
            if (text[next] is not ('"' or '\'' or ')' or ']' or '*' or '_' or '”' or '’' or '»' or '.' or '!' or '?'))
                return char.IsWhiteSpace(text[next]) || text[next] == '<';
        return true;
    }

    // A blank line, or an item of a list.
    private static bool EndsParagraph(ReadOnlySpan<char> text, int at)
    {
        var lines = 0;
        for (var next = at; next < text.Length && next < at + 16; next++)
        {
            if (text[next] == '\n')
                lines++;
            else if (!char.IsWhiteSpace(text[next]))
                return lines > 1 || (text[next] is '-' or '*' or '•' or '#' && next + 1 < text.Length && text[next + 1] == ' ');
        }
        return true;
    }
}
