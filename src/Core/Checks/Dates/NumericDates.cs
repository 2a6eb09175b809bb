namespace LlmMonitor.Core.Checks.Dates;

/// <summary>Dates in numbers: 2024-05-03, 03/05/2024, 3.5.24, 20240503; in a source also with spaces, mixed or missing separators.</summary>
internal static class NumericDates
{
    private const char None = '\0';

    public static void Find(string text, List<DateToken> tokens, bool isSource, bool[] used, List<DateMention> found)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            if (tokens[at].Kind != DateTokenKind.Number || used[at])
                continue;
            var mention =
                Three(text, tokens, at, isSource)
                ?? (tokens[at].Digits == 8 ? Compact(text, tokens[at], isSource) : null)
                ?? (isSource ? Two(text, tokens, at) : null);
            if (mention is null)
                continue;
            found.Add(mention);
            while (at + 1 < tokens.Count && tokens[at + 1].Start < mention.Start + mention.Length)
                at++;
        }
    }

    private static DateMention? Three(string text, List<DateToken> tokens, int at, bool isSource)
    {
        if (at + 2 >= tokens.Count || tokens[at + 1].Kind != DateTokenKind.Number || tokens[at + 2].Kind != DateTokenKind.Number)
            return null;
        var (a, b, c) = (tokens[at], tokens[at + 1], tokens[at + 2]);
        var (first, second) = (Separator(text, a, b), Separator(text, b, c));
        if (first == None || second == None || b.Digits > 2 || (first != second && !(isSource && first != ' ' && second != ' ')))
            return null;
        var isClean = first == second && first != ' ' && StandsFree(text, a, c);
        if (!isSource && (!isClean || (first == ',')))
            return null;
        if (a.IsYear && c.Digits <= 2)
            return NamedDate.Valid(a.Value, b.Value, c.Value) is { } date ? Of(DateKind.YearFirst, date) : null;
        if (a.Digits > 2)
            return null;
        if (c.IsYear)
            return Either(DateKind.Numeric, c.Value);
        // 25/12/201807:10: the scanner lost the space before the hour.
        if (isSource && c.Digits == 6 && c.Value / 100 is >= 1900 and < 2100)
            return Either(DateKind.Numeric, c.Value / 100);
        if (c.Digits != 2 || first is ' ' or ',' || (first == '.' && !isSource && (a.Digits != 2 || b.Digits != 2)))
            return null;
        return Either(DateKind.ShortNumeric, c.Value);

        DateMention Of(DateKind kind, NamedDate date) => new(text, a.Start, c.End - a.Start, date) { Kind = kind, IsClean = isClean };

        DateMention? Either(DateKind kind, int year)
        {
            var yearFirst = kind == DateKind.ShortNumeric && a.Digits == 2 ? NamedDate.Valid(a.Value, b.Value, c.Value) : null;
            var (dayFirst, monthFirst) = (NamedDate.Valid(year, b.Value, a.Value), NamedDate.Valid(year, a.Value, b.Value));
            if ((dayFirst ?? monthFirst ?? yearFirst) is null)
                return null;
            return new(text, a.Start, c.End - a.Start, Certain(dayFirst, monthFirst) ?? OnlyYearFirst(), dayFirst, monthFirst, yearFirst)
            {
                Kind = kind,
                IsClean = isClean,
                IsWeak = kind == DateKind.ShortNumeric && first != '/',
            };

            NamedDate? OnlyYearFirst() => dayFirst is null && monthFirst is null ? yearFirst : null;
        }
    }

    private static DateMention? Compact(string text, DateToken token, bool isSource)
    {
        var (value, start, length) = (token.Value, token.Start, token.End - token.Start);
        var isFree = StandsFree(text, token, token);
        if (isFree && value / 10_000 is >= 1900 and < 2100 && NamedDate.Valid(value / 10_000, value / 100 % 100, value % 100) is { } date)
            return new(text, start, length, date) { Kind = DateKind.Compact, IsWeak = true };
        return isSource && value % 10_000 is >= 1900 and < 2100
            ? Joined(text, start, length, value / 1_000_000, value / 10_000 % 100, value % 10_000)
            : null;
    }

    /// <summary>A separator was lost: 25/122018, 2512/2018.</summary>
    private static DateMention? Two(string text, List<DateToken> tokens, int at)
    {
        if (at + 1 >= tokens.Count || tokens[at + 1].Kind != DateTokenKind.Number || Separator(text, tokens[at], tokens[at + 1]) is None or ' ' or ',')
            return null;
        var (a, b) = (tokens[at], tokens[at + 1]);
        return (a.Digits, b.Digits) switch
        {
            (1 or 2, 6) when b.Value % 10_000 is >= 1900 and < 2100 => Joined(
                text,
                a.Start,
                b.End - a.Start,
                a.Value,
                b.Value / 10_000,
                b.Value % 10_000
            ),
            (4, 4) when b.Value is >= 1900 and < 2100 => Joined(text, a.Start, b.End - a.Start, a.Value / 100, a.Value % 100, b.Value),
            _ => null,
        };
    }

    private static DateMention? Joined(string text, int start, int length, int one, int two, int year)
    {
        var (dayFirst, monthFirst) = (NamedDate.Valid(year, two, one), NamedDate.Valid(year, one, two));
        if ((dayFirst ?? monthFirst) is null)
            return null;
        return new(text, start, length, Certain(dayFirst, monthFirst), dayFirst, monthFirst) { Kind = DateKind.Compact };
    }

    /// <summary>The reading that is left where the calendar knows only one order, or both are the same day.</summary>
    private static NamedDate? Certain(NamedDate? dayFirst, NamedDate? monthFirst) =>
        dayFirst == monthFirst || monthFirst is null ? dayFirst
        : dayFirst is null ? monthFirst
        : null;

    /// <summary>No letter and no further number hangs on it: 1.2.3.4, SS21/39/2018, 12-01-19-0003.</summary>
    private static bool StandsFree(string text, DateToken first, DateToken last)
    {
        var before = first.Start > 0 ? text[first.Start - 1] : ' ';
        var after = last.End < text.Length ? text[last.End] : ' ';
        var beforeThat = first.Start > 1 ? text[first.Start - 2] : ' ';
        var afterThat = last.End + 1 < text.Length ? text[last.End + 1] : ' ';
        return !IsLatin(before)
            && !(before is '/' or '-' or '.' or ',' or '_' && char.IsLetterOrDigit(beforeThat))
            && (!IsLatin(after) || after is 'T' or 't')
            && !(after is '/' or '-' or '.' or '_' && char.IsDigit(afterThat))
            && after != '%';
    }

    private static bool IsLatin(char letter) => char.IsAsciiLetter(letter);

    private static char Separator(string text, DateToken one, DateToken next)
    {
        var gap = text.AsSpan(one.End, next.Start - one.End);
        if (gap.Length is 0 or > 3)
            return None;
        var trimmed = gap.Trim(" \u00a0\u202f");
        return trimmed.Length switch
        {
            0 => ' ',
            1 when trimmed[0] is '/' or '.' or ',' => trimmed[0],
            1 when trimmed[0] is '-' or '–' or '—' or '‐' or '‑' or '−' => '-',
            1 when trimmed[0] is '／' or '⁄' => '/',
            _ => None,
        };
    }
}
