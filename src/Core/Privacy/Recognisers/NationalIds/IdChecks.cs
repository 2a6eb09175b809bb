namespace LlmMonitor.Core.Privacy.Recognisers.NationalIds;

/// <summary>Which numbers can be issued, by each country's published rule. Each takes the digits and upper-case letters without separators.</summary>
internal static class IdChecks
{
    private static readonly int[] ItOddPlace =
    [
        1,
        0,
        5,
        7,
        9,
        13,
        15,
        17,
        19,
        21,
        2,
        4,
        18,
        20,
        11,
        3,
        6,
        8,
        12,
        14,
        16,
        10,
        22,
        25,
        24,
        23,
    ];

    /// <summary>Social Security Administration: no area 000, 666 or 900 up, no group 00, no serial 0000.</summary>
    public static bool UsSsn(ReadOnlySpan<char> id) =>
        id[..3] is not ("000" or "666") && id[0] != '9' && id[3..5] is not "00" && id[5..] is not "0000" && id is not "078051120";

    /// <summary>HMRC NIM39110: which prefixes are never given, suffix A to D. There is no check digit.</summary>
    public static bool UkNino(ReadOnlySpan<char> id) =>
        !"DFIQUV".Contains(id[0])
        && !"DFIOQUV".Contains(id[1])
        && id[..2] is not ("BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ")
        && id[8] is >= 'A' and <= 'D';

    /// <summary>Bundeszentralamt für Steuern: ISO 7064 MOD 11,10; of the first ten digits exactly one occurs two or three times.</summary>
    public static bool DeSteuerId(ReadOnlySpan<char> id)
    {
        Span<int> counts = stackalloc int[10];
        foreach (var digit in id[..10])
            counts[digit - '0']++;
        var repeated = 0;
        foreach (var count in counts)
            repeated += count >= 2 ? 1 : 0;
        return id[0] != '0' && repeated == 1 && counts.IndexOfAnyInRange(4, 10) < 0 && CheckDigits.Mod11And10(id);
    }

    /// <summary>INSEE: sex, year, month (from 20 where unknown), then 97 less the number modulo 97.</summary>
    public static bool FrNir(ReadOnlySpan<char> id) =>
        id[0] is '1' or '2'
        && int.Parse(id[3..5]) is (>= 1 and <= 12) or (>= 20 and <= 42) or >= 50
        && 97 - long.Parse(id[..13]) % 97 == int.Parse(id[13..]);

    /// <summary>Ministerio del Interior: the letter is the number modulo 23; X, Y and Z of a foreigner's count 0, 1 and 2.</summary>
    public static bool EsDni(ReadOnlySpan<char> id)
    {
        var lead = char.IsAsciiDigit(id[0]) ? id[0] - '0' : id[0] - 'X';
        return lead is >= 0 and <= 9 && id[8] == "TRWAGMYFPDXBNJZSQVHLCKE"[(lead * 10_000_000 + int.Parse(id[1..8])) % 23];
    }

    /// <summary>Decreto ministeriale 23/12/1976.</summary>
    public static bool ItCodiceFiscale(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var value = char.IsAsciiDigit(id[i]) ? id[i] - '0' : id[i] - 'A';
            sum += i % 2 == 0 ? ItOddPlace[value] : value;
        }
        return "ABCDEHLMPRST".Contains(id[8]) && id[15] == 'A' + sum % 26;
    }

    /// <summary>The eleven test, with weight −1 for the last digit.</summary>
    public static bool NlBsn(ReadOnlySpan<char> id) => CheckDigits.Weighted(id, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0;

    /// <summary>Dz.U. 1974 nr 32: a birth date from 1900 (months from 21 on: from 2000), then a weighted digit.</summary>
    public static bool PlPesel(ReadOnlySpan<char> id) =>
        int.Parse(id[2..4]) is (>= 1 and <= 12) or (>= 21 and <= 32)
        && IsDay(id[4..6])
        && CheckDigits.Weighted(id, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0;

    /// <summary>Skatteverket: birth date (day + 60 for a coordination number) and Luhn over the last ten digits.</summary>
    public static bool SePersonnummer(ReadOnlySpan<char> id)
    {
        if (id.Length == 12 && id[..2] is not ("19" or "20"))
            return false;
        id = id[^10..];
        var day = int.Parse(id[4..6]);
        return IsMonth(id[2..4]) && day % 60 is >= 1 and <= 31 && day <= 91 && CheckDigits.Luhn(id);
    }

    /// <summary>Digi- ja väestötietovirasto: birth date, then a letter by the number modulo 31.</summary>
    public static bool FiHetu(ReadOnlySpan<char> id)
    {
        var date = id[..6];
        var tail = id[^4..];
        var century = id.Length == 10 || "ABCDEFUVWXY".Contains(id[6]);
        return century
            && IsDay(date[..2])
            && IsMonth(date[2..4])
            && tail[3] == "0123456789ABCDEFHJKLMNPRSTUVWXY"[(int.Parse(date) * 1000 + int.Parse(tail[..3])) % 31];
    }

    /// <summary>Rijksregister: birth date, then 97 less the number modulo 97, with a 2 before it from 2000 on.</summary>
    public static bool BeRrn(ReadOnlySpan<char> id)
    {
        var (number, check) = (long.Parse(id[..9]), int.Parse(id[9..]));
        return IsMonth(id[2..4]) && IsDay(id[4..6]) && (97 - number % 97 == check || 97 - (2_000_000_000 + number) % 97 == check);
    }

    /// <summary>Modulo 11 over the first eight digits.</summary>
    public static bool PtNif(ReadOnlySpan<char> id)
    {
        var check = 11 - CheckDigits.Weighted(id, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return id[0] is not ('0' or '4') && (check >= 10 ? 0 : check) == id[8] - '0';
    }

    /// <summary>Receita Federal: two digits modulo 11; all digits alike are never given.</summary>
    public static bool BrCpf(ReadOnlySpan<char> id) =>
        id.IndexOfAnyExcept(id[0]) >= 0
        && CheckDigits.Weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10 == id[9] - '0'
        && CheckDigits.Weighted(id, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10 == id[10] - '0';

    /// <summary>UIDAI: never starts with 0 or 1; Verhoeff.</summary>
    public static bool InAadhaar(ReadOnlySpan<char> id) => id[0] is >= '2' and <= '9' && CheckDigits.Verhoeff(id);

    /// <summary>Zentrale Ausgleichsstelle: country 756 and the check digit of EAN-13.</summary>
    public static bool ChAhv(ReadOnlySpan<char> id) =>
        id[..3] is "756" && CheckDigits.Weighted(id, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1) % 10 == 0;

    /// <summary>Skatteetaten: birth date and two digits modulo 11.</summary>
    public static bool NoFodselsnummer(ReadOnlySpan<char> id) =>
        IsDay(id[..2])
        && IsMonth(id[2..4])
        && CheckDigits.Weighted(id, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0
        && CheckDigits.Weighted(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;

    /// <summary>Luhn; never starts with 0 or 8.</summary>
    public static bool CaSin(ReadOnlySpan<char> id) => id[0] is not ('0' or '8') && CheckDigits.Luhn(id);

    /// <summary>GB 11643: birth date and ISO 7064 MOD 11-2.</summary>
    public static bool CnResidentId(ReadOnlySpan<char> id) =>
        id[6..8] is "19" or "20"
        && IsMonth(id[10..12])
        && IsDay(id[12..14])
        && id[17] == "10X98765432"[CheckDigits.Weighted(id, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2) % 11];

    private static bool IsMonth(ReadOnlySpan<char> digits) => int.Parse(digits) is >= 1 and <= 12;

    private static bool IsDay(ReadOnlySpan<char> digits) => int.Parse(digits) is >= 1 and <= 31;
}
