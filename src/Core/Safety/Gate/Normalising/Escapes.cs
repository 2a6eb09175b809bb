using System.Buffers;
using System.Globalization;
using System.Text;

namespace LlmMonitor.Core.Safety.Gate.Normalising;

/// <summary>
/// Undoes HTML (<c>&amp;#107;</c>, <c>&amp;amp;</c>), URL (<c>%6B</c>, <c>%u006B</c>) and JSON (<c>\u006b</c>, <c>\x6b</c>, <c>\n</c>) escapes in place,
/// also where they lie in one another, up to <see cref="MostRounds"/> deep. Each round reads the text once; what is no escape stays as it is.
/// </summary>
internal static class Escapes
{
    public const int MostRounds = 5;
    private const int LongestEntity = 12;

    private static readonly SearchValues<char> Marks = SearchValues.Create("&%\\");

    /// <returns>How long the text is now.</returns>
    public static int Undo(Span<char> text)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var length = Round(text);
            if (length == text.Length)
                break;
            text = text[..length];
        }
        return text.Length;
    }

    private static int Round(Span<char> text)
    {
        var (read, write) = (0, 0);
        while (true)
        {
            var plain = text[read..].IndexOfAny(Marks);
            var until = plain < 0 ? text.Length : read + plain;
            if (write != read)
                text[read..until].CopyTo(text[write..]);
            write += until - read;
            if (until == text.Length)
                return write;
            var rest = (ReadOnlySpan<char>)text[until..];
            var rune = 0;
            var length = rest[0] switch
            {
                '&' => Entity(rest, out rune),
                '%' => Percent(rest, out rune),
                _ => Backslash(rest, out rune),
            };
            length = length > 0 ? Put(rune, text, ref write, length) : Keep(rest[0], text, ref write);
            read = until + length;
        }
    }

    private static int Put(int rune, Span<char> text, ref int write, int taken)
    {
        if (rune > char.MaxValue)
        {
            text[write++] = (char)(0xD800 + ((rune - 0x10000) >> 10));
            text[write++] = (char)(0xDC00 + (rune & 0x3FF));
        }
        else
            text[write++] = (char)rune;
        return taken;
    }

    private static int Keep(char character, Span<char> text, ref int write)
    {
        text[write++] = character;
        return 1;
    }

    private static int Entity(ReadOnlySpan<char> text, out int rune)
    {
        rune = 0;
        var near = text[..Math.Min(text.Length, LongestEntity)];
        if (near.Length > 3 && near[1] == '#')
        {
            var hex = near[2] is 'x' or 'X';
            var at = hex ? 3 : 2;
            var start = at;
            for (; at < near.Length && Digit(near[at], hex) is >= 0 and var digit && rune <= 0x10FFFF; at++)
                rune = rune * (hex ? 16 : 10) + digit;
            if (at == start || rune > 0x10FFFF)
                return 0;
            return at < near.Length && near[at] == ';' ? at + 1 : at;
        }
        var end = near.IndexOf(';');
        rune = end < 2 ? 0 : Named(near[1..end]);
        return rune == 0 ? 0 : end + 1;
    }

    private static int Named(ReadOnlySpan<char> entity) =>
        entity switch
        {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => ' ',
            "shy" => '\u00AD',
            "zwj" => '\u200D',
            "zwnj" => '\u200C',
            "period" => '.',
            "comma" => ',',
            "colon" => ':',
            "semi" => ';',
            "excl" => '!',
            "quest" => '?',
            "num" => '#',
            "percnt" => '%',
            "bsol" => '\\',
            "sol" => '/',
            "lowbar" => '_',
            "hyphen" => '-',
            "dash" => '-',
            "Tab" => '\t',
            "NewLine" => '\n',
            _ => 0,
        };

    private static int Percent(ReadOnlySpan<char> text, out int rune)
    {
        rune = 0;
        if (text.Length > 5 && text[1] is 'u' && Hex(text[2..6], out rune))
            return 6;
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        while (count < 4 && text.Length >= count * 3 + 3 && text[count * 3] == '%' && Hex(text.Slice(count * 3 + 1, 2), out var value))
            bytes[count++] = (byte)value;
        if (count == 0 || Rune.DecodeFromUtf8(bytes[..count], out var decoded, out var used) != OperationStatus.Done)
            return 0;
        rune = decoded.Value;
        return used * 3;
    }

    private static int Backslash(ReadOnlySpan<char> text, out int rune)
    {
        rune = 0;
        if (text.Length < 2)
            return 0;
        switch (text[1])
        {
            case 'u' or 'U' when text.Length > 5 && Hex(text[2..6], out rune):
                return 6;
            case 'u' when text.Length > 4 && text[2] == '{' && text[..Math.Min(text.Length, 11)].IndexOf('}') is > 3 and var close:
                return Hex(text[3..close], out rune) && rune <= 0x10FFFF ? close + 1 : 0;
            case 'x' when text.Length > 3 && Hex(text[2..4], out rune):
                return 4;
            case 'n' or 'r':
                rune = '\n';
                return 2;
            case 't':
                rune = '\t';
                return 2;
            case '"' or '\\' or '/' or '\'':
                rune = text[1];
                return 2;
            default:
                return 0;
        }
    }

    private static bool Hex(ReadOnlySpan<char> digits, out int value) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static int Digit(char character, bool hex) =>
        char.IsAsciiDigit(character) ? character - '0'
        : hex && char.IsAsciiHexDigit(character) ? (character | 0x20) - 'a' + 10
        : -1;
}
