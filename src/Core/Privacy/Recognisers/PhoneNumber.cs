namespace LlmMonitor.Core.Privacy.Recognisers;

/// <summary>
/// Phone numbers: +.. or 00.. of any country, ten digits as in North America, a trunk 0 with separators as in most of Europe; any other
/// number of 7 to 15 digits after a word that says so. Dates and amounts are none. Lengths: ITU-T E.164.
/// </summary>
internal static class PhoneNumber
{
    public const string Mark = "[phone]";

    private const int MostDigits = 15;

    private static readonly string[] Words =
    [
        .. "phone telephone tel mobile cell cellphone fax whatsapp sms phonenumber mobilenumber telefon telefonnummer handy handynummer mobil rufnummer".Split(
            ' '
        ),
        .. "téléphone telephone portable telefono teléfono movil móvil cellulare telefone celular telemóvel telefoon gsm puhelin puh tlf".Split(
            ' '
        ),
    ];

    public static Found? At(ReadOnlySpan<char> text, int at, int from)
    {
        var start = at;
        if (start > from && text[start - 1] == '(')
            start--;
        var international = start > from && text[start - 1] == '+';
        if (international)
            start--;
        if (start > from && text[start - 1] == '(' && international)
            start--;
        if (!StartsAlone(text, start, international))
            return null;
        Span<int> groups = stackalloc int[MostDigits];
        var (end, digits, count) = Read(text, at, groups);
        if (digits < 7 || !Edges.NumberEnds(text, end))
            return null;
        groups = groups[..count];
        if (text[start] == '(' && !text[at..end].Contains(')'))
            start++;
        var found = international
            ? digits >= 8 && text[at] != '0'
            : IsNorthAmerican(text, at, groups) || IsTrunk(text, at, digits, groups) || Edges.WordBefore(text, start, Words);
        return found ? new Found(start, end, Mark) : null;
    }

    private static bool StartsAlone(ReadOnlySpan<char> text, int start, bool international) =>
        international
            ? Edges.TokenStarts(text, start) && (start == 0 || text[start - 1] != '+')
            : Edges.NumberStarts(text, start) && (start == 0 || text[start - 1] is not ('#' or '[' or '_'));

    /// <summary>Groups of digits with short separators between them, up to the digits that a number can have; a date ends it.</summary>
    private static (int End, int Digits, int Groups) Read(ReadOnlySpan<char> text, int at, Span<int> groups)
    {
        var (end, digits, count) = (at, 0, 0);
        for (var next = at; next >= 0 && count < groups.Length; next = SkipSeparator(text, end))
        {
            var stop = next;
            while (stop < text.Length && char.IsAsciiDigit(text[stop]))
                stop++;
            if (digits + stop - next > MostDigits || (count > 0 && DateShape.EndAt(text, next) is not null && digits >= 7))
                break;
            digits += groups[count++] = stop - next;
            end = stop;
            if (IsComplete(text, at, digits, groups[..count]))
                break;
        }
        return (end, digits, count);
    }

    // What follows a complete North American number is another number.
    private static bool IsComplete(ReadOnlySpan<char> text, int at, int digits, ReadOnlySpan<int> groups) =>
        (groups is [3, 3, 4] && text[at] != '0') || (digits == 11 && text[at] == '1');

    /// <summary>Where the next group of digits starts after at most three of space - . / ( ); −1 where none does.</summary>
    private static int SkipSeparator(ReadOnlySpan<char> text, int at)
    {
        var next = at;
        while (
            next < text.Length
            && next - at < 3
            && text[next] is ' ' or '\u00A0' or '\u202F' or '-' or '\u2010' or '\u2011' or '\u2013' or '.' or '/' or '(' or ')'
        )
            next++;
        var isSeparator =
            next > at
            && next < text.Length
            && char.IsAsciiDigit(text[next])
            && !text[at..next].StartsWith("  ")
            && !text[at..next].StartsWith(". ");
        return isSeparator ? next : -1;
    }

    // Area code and exchange start with 2 to 9 (North American Numbering Plan).
    private static bool IsNorthAmerican(ReadOnlySpan<char> text, int at, ReadOnlySpan<int> groups)
    {
        if (groups is [1, 3, 3, 4] && text[at] == '1')
            at = SkipSeparator(text, at + 1);
        else if (groups is not [3, 3, 4])
            return false;
        return text[at] is >= '2' and <= '9' && text[SkipSeparator(text, at + 3)] is >= '2' and <= '9';
    }

    // 030 1234567, 0171-2345678, 01 23 45 67 89, 020 7946 0958; 0049 30 1234567. Without a separator it could be any number.
    private static bool IsTrunk(ReadOnlySpan<char> text, int at, int digits, ReadOnlySpan<int> groups)
    {
        if (text[at] != '0' || groups.Length < 2 || (groups.Length == 2 && text[at + groups[0]] == '.'))
            return false;
        var abroad = text[at + 1] == '0' && groups[0] >= 4 && text[at + 2] != '0';
        return abroad ? digits >= 10 : groups[0] is >= 2 and <= 6 && text[at + 1] != '0' && digits is >= 9 and <= 12;
    }
}
