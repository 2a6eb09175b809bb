using LlmMonitor.Core.Privacy.Recognisers.NationalIds;

namespace LlmMonitor.Core.Privacy.Recognisers;

/// <param name="Rule">Judges the digits and upper-case letters that a layout took, separators left out.</param>
/// <param name="Words">Where given, one of them has to stand before the number.</param>
internal sealed record NumberKind(string Mark, string[] Layouts, CheckRule Rule, string[]? Words = null);

internal delegate bool CheckRule(ReadOnlySpan<char> characters);

/// <summary>
/// What starts with, or holds, a group of digits: cards, national ids, bank accounts, phone numbers; and dates, which stay. A layout writes
/// d for a digit, A for a letter, x for either; a space is any space; all else stands for itself.
/// </summary>
internal static class Numbers
{
    private const int LongestGroup = 19;

    private static readonly NumberKind[] Kinds =
    [
        new(PaymentCard.Mark, PaymentCard.Layouts, PaymentCard.IsValid),
        new(PaymentCard.Mark, PaymentCard.LayoutsAfterWord, PaymentCard.IsValid, PaymentCard.Words),
        .. NationalIdKinds.All,
    ];

    // By the length of the first group of digits, which is known before any layout is tried.
    private static readonly NumberLayout[][] ByFirstGroup =
    [
        .. Enumerable
            .Range(0, LongestGroup + 1)
            .Select(length =>
                Kinds
                    .SelectMany(kind =>
                        kind.Layouts.Where(layout => StartsWithGroup(layout, length))
                            .Select(layout => new NumberLayout(layout, layout.IndexOf('d'), kind))
                    )
                    .ToArray()
            ),
    ];

    /// <param name="at">A digit; where one stands before it, its group was looked at already.</param>
    public static Found? At(ReadOnlySpan<char> text, int at, int from)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        var group = end - at;
        if (at - from >= 2 && char.IsAsciiLetter(text[at - 1]) && Iban.At(text, at, from) is { } iban)
            return iban;
        if (group <= LongestGroup)
        {
            foreach (var (layout, before, kind) in ByFirstGroup[group])
                if (at - before >= from && Fits(text, at - before, layout, kind))
                    return new Found(at - before, at - before + layout.Length, kind.Mark);
            if (DateShape.EndAt(text, at) is { } date)
                return new Found(at, date, null);
            if (PhoneNumber.At(text, at, from) is { } phone)
                return phone;
        }
        return new Found(at, end, null);
    }

    private static bool Fits(ReadOnlySpan<char> text, int start, string layout, NumberKind kind)
    {
        var end = start + layout.Length;
        if (end > text.Length)
            return false;
        Span<char> characters = stackalloc char[24];
        var count = 0;
        for (var i = 0; i < layout.Length; i++)
        {
            var character = text[start + i];
            var fits = layout[i] switch
            {
                'd' => char.IsAsciiDigit(character),
                'A' => char.IsAsciiLetter(character),
                'x' => char.IsAsciiLetterOrDigit(character),
                ' ' => character is ' ' or '\u00A0' or '\u202F',
                '-' => character is '-' or '\u2010' or '\u2011',
                _ => character == layout[i],
            };
            if (!fits)
                return false;
            if (char.IsAsciiLetterOrDigit(character))
                characters[count++] = char.ToUpperInvariant(character);
        }
        return Edges.NumberStarts(text, start)
            && Edges.NumberEnds(text, end)
            && (kind.Mark == PaymentCard.Mark || !layout.Contains(' ') || !IsAmongNumbers(text, start, end))
            && kind.Rule(characters[..count])
            && (kind.Words is null || Edges.WordBefore(text, start, kind.Words));
    }

    // In a row of numbers with spaces between, any three make a layout. A card is followed by its date.
    private static bool IsAmongNumbers(ReadOnlySpan<char> text, int start, int end) =>
        (start >= 2 && text[start - 1] == ' ' && char.IsAsciiDigit(text[start - 2]))
        || (end + 1 < text.Length && text[end] == ' ' && char.IsAsciiDigit(text[end + 1]));

    private static bool StartsWithGroup(string layout, int length)
    {
        var first = layout.IndexOf('d');
        var end = first;
        while (end < layout.Length && layout[end] == 'd')
            end++;
        return end - first == length || (end - first == length - 1 && end < layout.Length && layout[end] == 'x');
    }

    /// <param name="Before">How many characters stand before its first digit.</param>
    private sealed record NumberLayout(string Layout, int Before, NumberKind Kind);
}
