namespace LlmMonitor.Core.Text;

/// <summary>
/// A text without its figures and months: each digit becomes 0, each name of a month <c>mmm</c>. What is written about, an invoice's date and amount,
/// changes with the days; how it is written stays.
/// </summary>
public static class CalendarBlind
{
    /// <summary>No name of a month in <see cref="WordTable"/> is shorter, so that the text never grows.</summary>
    private const string Month = "mmm";

    /// <param name="into">Of at least the text's length.</param>
    /// <returns>How many characters were written.</returns>
    public static int Write(ReadOnlySpan<char> text, Span<char> into)
    {
        var (read, written) = (0, 0);
        var words = new WordReader(text);
        while (words.Read())
        {
            if (!IsMonth(words))
                continue;
            written += WithoutDigits(text[read..words.Start], into[written..]);
            Month.CopyTo(into[written..]);
            written += Month.Length;
            read = words.Start + words.Length;
        }
        return written + WithoutDigits(text[read..], into[written..]);
    }

    /// <summary>What hedges too, "may", is a month with a capital only.</summary>
    private static bool IsMonth(WordReader words) =>
        WordTable.Find(words.Hash) is { Month: not 0 } parts && (parts.Hedge == 0 || char.IsUpper(words.Word[0]));

    private static int WithoutDigits(ReadOnlySpan<char> text, Span<char> into)
    {
        for (var i = 0; i < text.Length; i++)
            into[i] = char.IsDigit(text[i]) ? '0' : text[i];
        return text.Length;
    }
}
