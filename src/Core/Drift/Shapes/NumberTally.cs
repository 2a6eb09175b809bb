using LlmMonitor.Core.Text;

namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>Counts over numbers. A date counts as a date and not as numbers. What a date means is for the field checks to say.</summary>
internal readonly record struct NumberTally
{
    private const string CurrencySigns = "€$£¥₹₽₩₺₴฿";

    private static readonly HashSet<ulong> CurrencyWords =
    [
        .. "usd eur gbp chf jpy cny inr cad aud sek nok dkk pln czk dollar dollars euro euros pound pounds franken kronor kroner złoty yen yuan"
            .Split(' ')
            .Select(word => WordReader.HashOf(word)),
    ];

    public int Numbers { get; private init; }

    /// <summary>Year first: 2025-03-04, 2025/3/4.</summary>
    public int IsoDates { get; private init; }

    /// <summary>Day and month as numbers before the year: 04/03/2025, 4.3.25, 4-3-2025.</summary>
    public int NumericDates { get; private init; }

    /// <summary>A month's name beside a number: 4 March, March 4th, mars 2025.</summary>
    public int TextDates { get; private init; }

    /// <summary>A currency sign, code or word beside a number.</summary>
    public int Money { get; private init; }

    public int Percents { get; private init; }

    public static NumberTally Of(ReadOnlySpan<char> text)
    {
        var (numbers, iso, numeric, percents, signs) = (0, 0, 0, 0, 0);
        for (var at = 0; at < text.Length; )
        {
            var character = text[at];
            if (char.IsAsciiDigit(character))
            {
                var (length, kind) = NumberAt(text, at);
                numbers += kind == NumberKind.Number ? 1 : 0;
                iso += kind == NumberKind.IsoDate ? 1 : 0;
                numeric += kind == NumberKind.NumericDate ? 1 : 0;
                at += length;
                continue;
            }
            if (character is ('%' or '％') && char.IsAsciiDigit(Marks.Before(text, at)))
                percents++;
            else if (character is ('$' or >= '\u00A3') && CurrencySigns.Contains(character, StringComparison.Ordinal))
                signs += char.IsAsciiDigit(Marks.From(text, at + 1)) || char.IsAsciiDigit(Marks.Before(text, at)) ? 1 : 0;
            at++;
        }
        var (textDates, money) = OfWords(text);
        return new NumberTally
        {
            Numbers = numbers,
            IsoDates = iso,
            NumericDates = numeric,
            TextDates = textDates,
            Money = signs + money,
            Percents = percents,
        };
    }

    private static (int TextDates, int Money) OfWords(ReadOnlySpan<char> text)
    {
        var (dates, money) = (0, 0);
        var (numberBefore, monthBefore) = (false, false);
        var words = new WordReader(text);
        while (words.Read())
        {
            var isNumber = char.IsAsciiDigit(words.Word[0]);
            var isMonth = !isNumber && WordTable.Find(words.Hash).Month != 0 && words.Length > 2;
            if (isMonth && numberBefore || isNumber && monthBefore)
            {
                dates++;
                isMonth = false;
            }
            else if (
                CurrencyWords.Contains(words.Hash) && (numberBefore || char.IsAsciiDigit(Marks.From(text, words.Start + words.Length)))
            )
                money++;
            (numberBefore, monthBefore) = (isNumber, isMonth);
        }
        return (dates, money);
    }

    private enum NumberKind
    {
        Number,
        IsoDate,
        NumericDate,
    }

    private static (int Length, NumberKind Kind) NumberAt(ReadOnlySpan<char> text, int at)
    {
        var first = Digits(text, at);
        if (DateAt(text, at, first) is var (length, kind) && length > 0)
            return (length, kind);
        var end = at + first;
        // Points, commas and apostrophes between digits belong to the number.
        while (end + 1 < text.Length && text[end] is ('.' or ',' or '\'' or '’') && char.IsAsciiDigit(text[end + 1]))
            end += 1 + Digits(text, end + 1);
        return (end - at, NumberKind.Number);
    }

    private static (int Length, NumberKind Kind) DateAt(ReadOnlySpan<char> text, int at, int first)
    {
        var mark = at + first;
        if (first is not (1 or 2 or 4) || mark >= text.Length || text[mark] is not ('-' or '/' or '.'))
            return default;
        var second = Digits(text, mark + 1);
        var mark2 = mark + 1 + second;
        if (second is not (1 or 2) || mark2 >= text.Length || text[mark2] != text[mark])
            return default;
        var third = Digits(text, mark2 + 1);
        var (a, b, c) = (Value(text, at, first), Value(text, mark + 1, second), Value(text, mark2 + 1, Math.Min(third, 4)));
        var length = mark2 + 1 + third - at;
        var after = at + length;
        if (after + 1 < text.Length && text[after] == text[mark] && char.IsAsciiDigit(text[after + 1]))
            return default;
        return first == 4 && third is (1 or 2) && IsDay(b, c) ? (length, NumberKind.IsoDate)
            : first < 4 && third is (2 or 4) && IsDay(a, b) ? (length, NumberKind.NumericDate)
            : default;
    }

    private static bool IsDay(int a, int b) => a is > 0 and <= 31 && b is > 0 and <= 31 && (a <= 12 || b <= 12);

    private static int Digits(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - at;
    }

    private static int Value(ReadOnlySpan<char> text, int at, int length)
    {
        var value = 0;
        for (var place = at; place < at + length; place++)
            value = value * 10 + (text[place] - '0');
        return value;
    }
}
