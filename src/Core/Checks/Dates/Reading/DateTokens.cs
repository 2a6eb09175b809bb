using System.Globalization;

namespace LlmMonitor.Core.Checks.Dates;

/// <summary>The parts of a text of which dates are made, in order; all else is what lies between them.</summary>
internal static class DateTokens
{
    private const int MostDigits = 8;

    /// <param name="isScan">Reads letters between digits as the digits that they look like: 2O18, l2.</param>
    public static List<DateToken> Of(string text, bool isScan)
    {
        var tokens = new List<DateToken>();
        var at = 0;
        while (at < text.Length)
        {
            var letter = text[at];
            if (IsDigit(letter) || (isScan && LooksLikeDigit(letter) >= 0 && StartsNoisyNumber(text, at)))
                tokens.Add(Number(text, ref at, isScan));
            else if (Unit(letter) is var unit and not DateTokenKind.Number)
                tokens.Add(new(unit, at, ++at, 0, 0));
            else if (HanValue(letter) >= 0)
                HanNumber(text, ref at, tokens);
            else if (IsWordPart(letter))
                Word(text, ref at, tokens);
            else
                at++;
        }
        return tokens;
    }

    public static bool IsDigit(char letter) => char.IsAsciiDigit(letter) || (letter > 127 && char.IsDigit(letter));

    public static bool IsWordPart(char letter) =>
        char.IsAsciiLetter(letter)
        || (
            letter > 127
            && (
                char.IsLetter(letter)
                || letter is 'º' or 'ª'
                || CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            )
        );

    private static DateToken Number(string text, ref int at, bool isScan)
    {
        var start = at;
        var (value, digits) = (0, 0);
        for (; at < text.Length; at++)
        {
            var digit = IsDigit(text[at]) ? (int)char.GetNumericValue(text[at]) : -1;
            if (digit < 0 && isScan && (digits == 0 || at + 1 < text.Length && IsDigit(text[at + 1]) || EndsNoisyNumber(text, at)))
                digit = LooksLikeDigit(text[at]);
            if (digit < 0)
                break;
            digits++;
            value = digits <= MostDigits ? value * 10 + digit : 0;
        }
        return new(DateTokenKind.Number, start, at, value, digits);
    }

    // "O5/", "l2-": a look-alike that begins a number, with a digit behind it and no letter before.
    private static bool StartsNoisyNumber(string text, int at) =>
        at + 1 < text.Length && IsDigit(text[at + 1]) && (at == 0 || !IsWordPart(text[at - 1]));

    // "201B ", "0O/": a look-alike that ends a number.
    private static bool EndsNoisyNumber(string text, int at) =>
        LooksLikeDigit(text[at]) >= 0 && (at + 1 == text.Length || !IsWordPart(text[at + 1])) && text[at] is 'O' or 'l' or 'I' or '|';

    private static int LooksLikeDigit(char letter) =>
        letter switch
        {
            'O' or 'o' or 'D' or 'Q' => 0,
            'l' or 'I' or '|' or 'i' => 1,
            'Z' or 'z' => 2,
            'S' or 's' => 5,
            'B' => 8,
            _ => -1,
        };

    private static DateTokenKind Unit(char letter) =>
        letter switch
        {
            '年' or '년' => DateTokenKind.YearUnit,
            '月' or '월' => DateTokenKind.MonthUnit,
            '日' or '号' or '號' or '일' => DateTokenKind.DayUnit,
            _ => DateTokenKind.Number,
        };

    private static int HanValue(char letter) =>
        letter < '〇' ? -1 // nearly every letter
        : letter is '〇' or '零' ? 0
        : "一二三四五六七八九十".IndexOf(letter) is var i and >= 0 ? i + 1
        : -1;

    /// <summary>Up to 99 by tens, or digit by digit as years are written: 二十九, 二〇〇四.</summary>
    private static void HanNumber(string text, ref int at, List<DateToken> tokens)
    {
        var (start, value, digits, byDigit) = (at, 0, 0, 0);
        for (; at < text.Length && HanValue(text[at]) is var next and >= 0; at++)
        {
            digits++;
            byDigit = digits <= MostDigits ? byDigit * 10 + next : 0;
            value = next == 10 ? Math.Max(value, 1) * 10 : value + next;
        }
        var hasTen = text.AsSpan(start, at - start).Contains('十');
        tokens.Add(new(DateTokenKind.Number, start, at, hasTen ? value : byDigit, hasTen ? 2 : digits));
    }

    private static void Word(string text, ref int at, List<DateToken> tokens)
    {
        var start = at;
        while (at < text.Length && IsWordPart(text[at]) && Unit(text[at]) == DateTokenKind.Number && HanValue(text[at]) < 0)
            at++;
        var word = text.AsSpan(start, at - start);
        if (!MonthNames.MayName(word))
            return;
        if (MonthNames.MonthOf(word) is var month and > 0)
            tokens.Add(new(MonthNames.IsOrdinaryWord(word) ? DateTokenKind.MaybeMonth : DateTokenKind.Month, start, at, month, 0));
        else if (MonthNames.IsFiller(word))
            tokens.Add(new(DateTokenKind.Filler, start, at, 0, 0));
    }
}

/// <param name="Value">Of a number of at most eight digits, or of a month.</param>
/// <param name="Digits">How many digits a number has.</param>
internal readonly record struct DateToken(DateTokenKind Kind, int Start, int End, int Value, int Digits)
{
    public bool IsMonth => Kind is DateTokenKind.Month or DateTokenKind.MaybeMonth;

    public bool IsDay => Kind == DateTokenKind.Number && Digits <= 2 && Value is >= 1 and <= 31;

    public bool IsYear => Kind == DateTokenKind.Number && Digits == 4 && Value is >= 1000 and < 2200;
}

internal enum DateTokenKind
{
    Number,
    Month,

    /// <summary>A month's name that is an ordinary word too: may, march, set.</summary>
    MaybeMonth,
    Filler,
    YearUnit,
    MonthUnit,
    DayUnit,
}
