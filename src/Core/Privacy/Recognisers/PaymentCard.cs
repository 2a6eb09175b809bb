namespace LlmMonitor.Core.Privacy.Recognisers;

/// <summary>Card numbers: a known range of issuers, the length that belongs to it, and Luhn.</summary>
internal static class PaymentCard
{
    public const string Mark = "[card]";

    /// <summary>As printed on cards, and without separators. Longer first, so that a number of 19 digits is not cut at 16.</summary>
    public static readonly string[] Layouts =
    [
        "dddd dddd dddd dddd ddd",
        "dddd-dddd-dddd-dddd-ddd",
        "dddd dddd dddd dddd",
        "dddd-dddd-dddd-dddd",
        "dddd dddddd ddddd",
        "dddd-dddddd-ddddd",
        "dddd dddddd dddd",
        "ddddddddddddddddddd",
        "dddddddddddddddddd",
        "ddddddddddddddddd",
        "dddddddddddddddd",
        "ddddddddddddddd",
        "dddddddddddddd",
    ];

    /// <summary>Thirteen digits are an article number (EAN) more often than an old Visa card, so a word has to say so.</summary>
    public static readonly string[] LayoutsAfterWord = ["ddddddddddddd", "dddd ddd ddd ddd"];

    public static readonly string[] Words = ["card", "cc", "visa", "kreditkarte", "karte", "carte", "tarjeta", "carta", "cardnumber"];

    // First digits from, to (as six digits), shortest and longest. Source: the issuers' published ranges (ISO/IEC 7812 major industries 3 to 6).
    private static readonly (int From, int To, int Shortest, int Longest)[] Issuers =
    [
        (400000, 499999, 13, 19), // Visa: 13, 16 or 19
        (510000, 559999, 16, 16), // Mastercard
        (222100, 272099, 16, 16), // Mastercard
        (340000, 349999, 15, 15), // American Express
        (370000, 379999, 15, 15), // American Express
        (300000, 305999, 14, 19), // Diners Club
        (360000, 369999, 14, 19), // Diners Club
        (380000, 399999, 14, 19), // Diners Club
        (601100, 601199, 16, 19), // Discover
        (644000, 659999, 16, 19), // Discover, RuPay
        (620000, 629999, 16, 19), // UnionPay
        (810000, 819999, 16, 19), // UnionPay, RuPay
        (352800, 358999, 16, 19), // JCB
        (500000, 509999, 16, 19), // Maestro, Elo
        (560000, 589999, 16, 19), // Maestro
        (606000, 608999, 16, 16), // RuPay, Hipercard
        (630000, 639999, 16, 19), // Maestro
        (670000, 679999, 16, 19), // Maestro
        (220000, 220499, 16, 19), // Mir
    ];

    public static bool IsValid(ReadOnlySpan<char> digits)
    {
        var first = int.Parse(digits[..6]);
        var visaLength = digits[0] != '4' || digits.Length is 13 or 16 or 19;
        return visaLength && IsIssued(first, digits.Length) && CheckDigits.Luhn(digits);
    }

    private static bool IsIssued(int first, int length)
    {
        foreach (var (from, to, shortest, longest) in Issuers)
            if (first >= from && first <= to && length >= shortest && length <= longest)
                return true;
        return false;
    }
}
