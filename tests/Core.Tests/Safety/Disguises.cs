using System.Net;
using System.Text;

namespace LlmMonitor.Core.Tests.Safety;

/// <summary>Ways to write a text so that people read it and naive patterns do not.</summary>
internal static class Disguises
{
    public static IReadOnlyDictionary<string, Func<string, string>> All { get; } =
        new Dictionary<string, Func<string, string>>(StringComparer.Ordinal)
        {
            ["zero width"] = text => Between(text, '\u200B'),
            ["word joiner"] = text => Between(text, '\u2060'),
            ["soft hyphen"] = text => Between(text, '\u00AD'),
            ["combining"] = text => Between(text, '\u0301'),
            ["struck through"] = text => Between(text, '\u0336'),
            ["variation selectors"] = text => Between(text, '\uFE0F'),
            ["tags"] = text => string.Concat(text.Select(letter => letter + char.ConvertFromUtf32(0xE0061))),
            ["cyrillic"] = text => Mapped(text, "aceopxyiskmthb", "асеорхуіѕкмтһЬ"),
            ["greek"] = text => Mapped(text, "aeioukvpt", "αειουκνρτ"),
            ["full width"] = text => Shifted(text, 0xFF41),
            ["bold"] = text => Shifted(text, 0x1D41A),
            ["script"] = text => Shifted(text, 0x1D4EA),
            ["monospace"] = text => Shifted(text, 0x1D68A),
            ["circled"] = text => Shifted(text, 0x24D0),
            ["squared"] = text => Shifted(text, 0x1F170),
            ["small capitals"] = text => Mapped(text, "abcdeghijklmnoprtuvwyz", "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ"),
            ["digits"] = text => Mapped(text, "aeilost", "4311057"),
            ["signs"] = text => Mapped(text, "ais", "@!$"),
            ["spelled"] = text => string.Join(' ', text.Where(letter => letter != ' ')),
            ["dotted"] = text => string.Join(' ', text.Split(' ').Select(word => string.Join('.', word.ToCharArray()))),
            ["starred"] = text => string.Join(' ', text.Split(' ').Select(word => string.Join('*', word.ToCharArray()))),
            ["hyphens"] = text => text.Replace(' ', '-'),
            ["underscores"] = text => text.Replace(' ', '_'),
            ["lines"] = text => text.Replace(' ', '\n'),
            ["no-break spaces"] = text => text.Replace(' ', '\u00A0'),
            ["markdown"] = text => string.Join(' ', text.Split(' ').Select(word => $"**{word}**")),
            ["html entities"] = text => string.Concat(text.Select(letter => $"&#{(int)letter};")),
            ["html twice"] = text => WebUtility.HtmlEncode(string.Concat(text.Select(letter => $"&#x{(int)letter:x};"))),
            ["tags in words"] = text =>
                string.Join(' ', text.Split(' ').Select(word => $"{word[..(word.Length / 2)]}<b>{word[(word.Length / 2)..]}</b>")),
            ["url"] = text => string.Concat(Encoding.UTF8.GetBytes(text).Select(octet => $"%{octet:X2}")),
            ["json"] = text => string.Concat(text.Select(letter => $"\\u{(int)letter:x4}")),
            ["base64"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
            ["rot13"] = text => string.Concat(text.Select(Rotated)),
            ["backwards"] = text => new string([.. text.Reverse()]),
            ["doubled"] = text => string.Concat(text.Select(letter => "aeiou".Contains(letter) ? $"{letter}{letter}" : $"{letter}")),
            ["capitals"] = text => text.ToUpperInvariant(),
            ["mixed case"] = text => string.Concat(text.Select((letter, at) => at % 2 == 0 ? letter : char.ToUpperInvariant(letter))),
        };

    private static string Between(string text, char mark) => string.Concat(text.Select(letter => $"{letter}{mark}"));

    private static string Shifted(string text, int a) =>
        string.Concat(
            text.Select(letter => char.IsAsciiLetter(letter) ? char.ConvertFromUtf32(a + char.ToLowerInvariant(letter) - 'a') : $"{letter}")
        );

    private static string Mapped(string text, string from, string to) =>
        string.Concat(text.Select(letter => from.IndexOf(char.ToLowerInvariant(letter)) is var at and >= 0 ? to[at] : letter));

    private static char Rotated(char letter) =>
        char.IsAsciiLetterLower(letter) ? (char)((letter - 'a' + 13) % 26 + 'a')
        : char.IsAsciiLetterUpper(letter) ? (char)((letter - 'A' + 13) % 26 + 'A')
        : letter;
}
