namespace LlmMonitor.Core.Privacy.Recognisers;

/// <summary>Calendar dates in digits. They stay: checks read them later.</summary>
internal static class DateShape
{
    /// <summary>Where a date that starts here ends (2026-11-23, 03/04/2026, 23.11.26); null where none starts here.</summary>
    public static int? EndAt(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        var first = Group(text, ref end);
        if (first is null || end >= text.Length || text[end] is not ('-' or '/' or '.'))
            return null;
        var separator = text[end++];
        var second = Group(text, ref end);
        if (second is null || end >= text.Length || text[end++] != separator)
            return null;
        var third = Group(text, ref end);
        if (third is null || (end + 1 < text.Length && text[end] == separator && char.IsAsciiDigit(text[end + 1])))
            return null;
        var (a, b, c) = (first.Value, second.Value, third.Value);
        var isDate = a.Digits == 4 ? IsDayAndMonth(b, c) : c.Digits is 2 or 4 && IsDayAndMonth(a, b);
        return isDate ? end : null;
    }

    private static bool IsDayAndMonth((int Value, int Digits) a, (int Value, int Digits) b) =>
        a.Digits <= 2 && b.Digits <= 2 && a.Value is >= 1 and <= 31 && b.Value is >= 1 and <= 31 && (a.Value <= 12 || b.Value <= 12);

    private static (int Value, int Digits)? Group(ReadOnlySpan<char> text, ref int at)
    {
        var (start, value) = (at, 0);
        for (; at < text.Length && at - start <= 4 && char.IsAsciiDigit(text[at]); at++)
            value = value * 10 + text[at] - '0';
        return at - start is >= 1 and <= 4 ? (value, at - start) : null;
    }
}
