namespace LlmMonitor.Core.Privacy.Recognisers;

/// <summary>
/// Bank accounts by ISO 13616: the length of the country and MOD 97-10, with or without spaces or hyphens. Lengths: SWIFT IBAN registry, release 99.
/// </summary>
internal static class Iban
{
    public const string Mark = "[iban]";

    private const string Lengths =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 "
        + "GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 "
        + "MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 "
        + "TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

    // By country; 0 where none has an IBAN.
    private static readonly byte[] LengthOf = ByCountry();

    /// <param name="at">The first check digit.</param>
    public static Found? At(ReadOnlySpan<char> text, int at, int from)
    {
        var start = at - 2;
        if (start < from || !Edges.TokenStarts(text, start) || LengthOf[Country(text[start], text[start + 1])] is not (> 0 and var length))
            return null;
        Span<char> number = stackalloc char[34];
        var (count, end) = (0, start);
        for (; end < text.Length && count < length; end++)
        {
            if (char.IsAsciiLetterOrDigit(text[end]))
                number[count++] = text[end];
            else if (!(text[end] is ' ' or '\u00A0' or '-') || !char.IsAsciiLetterOrDigit(text[end - 1]))
                return null;
        }
        if (count < length || !Edges.TokenEnds(text, end) || !char.IsAsciiDigit(number[3]))
            return null;
        Span<char> turned = stackalloc char[34];
        number[4..length].CopyTo(turned);
        number[..4].CopyTo(turned[(length - 4)..]);
        return CheckDigits.Mod97(turned[..length]) == 1 ? new Found(start, end, Mark) : null;
    }

    // Two ASCII letters of any case as one number; 0 for anything else.
    private static int Country(char first, char second) =>
        char.IsAsciiLetter(first) && char.IsAsciiLetter(second) ? (((first & 0x5F) - 'A') * 26) + ((second & 0x5F) - 'A') + 1 : 0;

    private static byte[] ByCountry()
    {
        var lengths = new byte[26 * 26 + 1];
        foreach (var entry in Lengths.Split(' '))
            lengths[Country(entry[0], entry[1])] = byte.Parse(entry[2..]);
        return lengths;
    }
}
