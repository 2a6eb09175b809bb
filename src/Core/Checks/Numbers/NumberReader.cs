using System.Globalization;

namespace LlmMonitor.Core.Checks.Numbers;

/// <summary>
/// Finds the numbers of a text in one pass: groups by comma, dot, space or apostrophe (also 1,23,456), decimals by dot or comma, scale words,
/// currencies before and behind, percent. Version numbers and parts of times of day are passed over.
/// </summary>
public static class NumberReader
{
    private const int MostDigits = 20;

    /// <param name="decimalSign">What the locale writes before decimals decides between the readings of 1.234; null leaves both.</param>
    public static IReadOnlyList<NumberMention> Read(string text, char? decimalSign = null)
    {
        var found = new List<NumberMention>();
        for (var at = 0; at < text.Length; )
        {
            if (!char.IsAsciiDigit(text[at]))
            {
                at++;
                continue;
            }
            var end = EndOf(text, at);
            if (Of(text, at, end, decimalSign) is { } number)
                found.Add(number);
            else
                found.AddRange(Pieces(text, at, end));
            at = end;
        }
        return found;
    }

    /// <summary>Digits, with single separators between digits; a space or apostrophe only before a whole group of three.</summary>
    private static int EndOf(string text, int start)
    {
        var (at, group) = (start, 0);
        while (at < text.Length)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                group++;
                at++;
            }
            else if (text[at] is '.' or ',' && IsDigit(text, at + 1))
            {
                group = 0;
                at++;
            }
            else if (IsGroupSpace(text[at]) && group is >= 1 and <= 3 && IsGroup(text, at + 1))
            {
                group = 0;
                at++;
            }
            else
                break;
        }
        return at;
    }

    private static NumberMention? Of(string text, int start, int end, char? decimalSign)
    {
        var raw = text.AsSpan(start, end - start);
        if (raw.Length > MostDigits + 8 || IsTime(text, start, end))
            return null;
        var (dots, commas) = (raw.Count('.'), raw.Count(','));
        var sign =
            dots > 0 && commas > 0 ? (raw.LastIndexOf('.') > raw.LastIndexOf(',') ? '.' : ',')
            : dots == 1 ? '.'
            : commas == 1 ? ','
            : '\0';
        if ((dots > 1 && commas > 1) || (sign != '\0' && raw.Count(sign) > 1) || (sign == '\0' && dots + commas > 1 && !AreGroups(raw)))
            return null;
        var isEither = dots + commas == 1 && raw.Length - raw.IndexOf(sign) == 4 && raw.IndexOf(sign) is >= 1 and <= 3 && raw[0] != '0' && !HasSpace(raw);
        var asDecimal = sign == '\0' ? null : Parse(raw, sign);
        var asGroups = sign == '\0' || isEither ? Parse(raw, '\0') : null;
        if (isEither && decimalSign == sign)
            asGroups = null;
        else if (isEither && decimalSign is not null)
            asDecimal = null;
        if ((asGroups ?? asDecimal) is not { } value)
            return null;
        var (before, currencyBefore) = CurrencyBefore(text, start);
        var (last, scale, currencyAfter, isPercent) = Behind(text, end, currencyBefore is not null);
        var decimals = asGroups is null && sign != '\0' ? raw.Length - raw.LastIndexOf(sign) - 1 : 0;
        var isExact = decimals > 0 || scale > 1;
        var tolerance = (isExact ? 0.5m * Power(-decimals) : 0) * scale;
        if (NumberUnits.SaysAbout(text.AsSpan(Math.Max(0, before - 16), Math.Min(16, before))))
            tolerance = Math.Max(tolerance, 0.5m * LastPlace(value) * scale);
        return new(text, before, last - before, value * scale, asGroups is null ? null : asDecimal * scale, tolerance, currencyBefore ?? currencyAfter)
        {
            IsPercent = isPercent,
            IsExact = isExact,
            IsPartOfName = currencyBefore is null && start > 0 && IsNamePart(text, start - 1),
        };
    }

    /// <summary>What is no one number is a list of whole ones, "1,2,3", or a version with dots, which is none.</summary>
    private static IEnumerable<NumberMention> Pieces(string text, int start, int end)
    {
        if (text.AsSpan(start, end - start).Contains('.') || IsTime(text, start, end))
            yield break;
        for (var at = start; at < end; at++)
        {
            var from = at;
            while (at < end && char.IsAsciiDigit(text[at]))
                at++;
            if (at > from && Parse(text.AsSpan(from, at - from), '\0') is { } value)
                yield return new(text, from, at - from, value, null, 0, null);
        }
    }

    private static decimal? Parse(ReadOnlySpan<char> raw, char decimalSign)
    {
        Span<char> plain = stackalloc char[raw.Length];
        var length = 0;
        foreach (var letter in raw)
            if (char.IsAsciiDigit(letter))
                plain[length++] = letter;
            else if (letter == decimalSign)
                plain[length++] = '.';
        return decimal.TryParse(plain[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < 1e15m ? value : null;
    }

    /// <summary>1,234,567 or, as in India, 12,34,567.</summary>
    private static bool AreGroups(ReadOnlySpan<char> raw)
    {
        var first = raw.IndexOfAny('.', ',');
        var sign = raw[first];
        if (first is 0 or > 3 || raw.Length - raw.LastIndexOf(sign) != 4)
            return false;
        var inner = raw[(first + 1)..raw.LastIndexOf(sign)];
        foreach (var range in inner.Split(sign))
            if (range.End.Value - range.Start.Value is not (2 or 3))
                return false;
        return true;
    }

    private static (int Start, string? Currency) CurrencyBefore(string text, int start)
    {
        var at = start;
        while (at > 0 && start - at < 2 && text[at - 1] is ' ' or '\u00a0' or '\u202f' or '-' or '−')
            at--;
        for (var length = Math.Min(4, at); length >= 1; length--)
            if (NumberUnits.CurrencyOf(text.Substring(at - length, length)) is { } currency && (at == length || !char.IsLetter(text[at - length - 1]) || !char.IsLetter(text[at - length])))
                return (at - length, currency);
        return (start, null);
    }

    private static (int End, decimal Scale, string? Currency, bool IsPercent) Behind(string text, int end, bool hasCurrency)
    {
        var (last, scale, currency) = (end, 1m, (string?)null);
        for (var words = 0; words < 3; words++)
        {
            var at = last < text.Length && text[last] is ' ' or '\u00a0' or '\u202f' or '-' ? last + 1 : last;
            if (at < text.Length && text[at] == '%')
                return (at + 1, scale, currency, true);
            var to = at;
            while (to < text.Length && to - at < 14 && (char.IsLetter(text[to]) || char.IsSymbol(text[to])))
                to++;
            if (to == at)
                break;
            var word = text[at..to];
            if (NumberUnits.IsPercent(word))
                return (to, scale, currency, true);
            if (scale == 1 && NumberUnits.ScaleOf(word, at == end, hasCurrency) is { } found)
                scale = found;
            else if (currency is null && NumberUnits.CurrencyOf(word) is { } sign)
                currency = sign;
            else
                break;
            last = to < text.Length && text[to] == '.' && word is "Mio" or "Mrd" or "Tsd" or "kr" ? to + 1 : to;
        }
        return (last, scale, currency, false);
    }

    private static bool IsTime(string text, int start, int end) =>
        (end + 1 < text.Length && text[end] == ':' && char.IsAsciiDigit(text[end + 1])) || (start > 1 && text[start - 1] == ':' && char.IsAsciiDigit(text[start - 2]));

    private static bool IsNamePart(string text, int at) =>
        char.IsLetter(text[at]) || text[at] is '_' or '#' || (text[at] is '-' or '/' or '.' && at > 0 && char.IsLetterOrDigit(text[at - 1]));

    private static bool IsDigit(string text, int at) => at < text.Length && char.IsAsciiDigit(text[at]);

    private static bool IsGroup(string text, int at) => IsDigit(text, at) && IsDigit(text, at + 1) && IsDigit(text, at + 2) && !IsDigit(text, at + 3);

    private static bool IsGroupSpace(char letter) => letter is ' ' or '\u00a0' or '\u202f' or '\'' or '’';

    private static bool HasSpace(ReadOnlySpan<char> raw) => raw.IndexOfAny(" \u00a0\u202f'’") >= 0;

    private static decimal Power(int of)
    {
        var value = 1m;
        for (; of < 0; of++)
            value /= 10;
        return value;
    }

    /// <summary>The place of the last digit that is not 0: of 1,200 a hundred, of 33.9 a tenth.</summary>
    private static decimal LastPlace(decimal value)
    {
        var place = 1m;
        while (value % place != 0 && place > 1e-6m)
            place /= 10;
        while (value != 0 && value % (place * 10) == 0)
            place *= 10;
        return place;
    }
}
