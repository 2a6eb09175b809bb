using System.Buffers;

namespace LlmMonitor.Core.Privacy.Recognisers;

/// <summary>
/// The value behind a telling name: <c>password=…</c>, <c>"api_key": "…"</c>, and the password in <c>scheme://user:password@host</c>.
/// A value that reads like prose or code stays.
/// </summary>
internal static class NamedSecret
{
    private const string PasswordMark = "[secret:password]";
    private const string KeyMark = "[secret:key]";
    private const string AwsMark = "[secret:aws_secret_key]";
    private const int LongestName = 48;
    private const int LongestValue = 512;

    private static readonly SearchValues<char> AddressEnd = SearchValues.Create("/?# \t\r\n\"'<>[");
    private static readonly SearchValues<char> ValueEnd = SearchValues.Create(" \t\r\n;&,\"'`<>()[]{}\\");
    private static readonly SearchValues<char> Symbols = SearchValues.Create("!@#$^&+=~");
    private static readonly string[] PasswordNames = ["password", "passwd", "passwort", "pwd", "passphrase", "kennwort"];

    private static readonly string[] KeyNames =
    [
        .. "apikey accesskey secretkey privatekey accountkey clientsecret authtoken accesstoken refreshtoken idtoken secretaccesskey".Split(
            ' '
        ),
        .. "sessiontoken encryptionkey signingkey webhooksecret appsecret secret token apitoken subscriptionkey sharedaccesskey".Split(' '),
    ];

    public static IEnumerable<string> Marks => [PasswordMark, KeyMark, AwsMark];

    /// <param name="at">A = or : between a name and its value.</param>
    public static Found? At(ReadOnlySpan<char> text, int at, int from)
    {
        if (text[at] == ':' && text[at..].StartsWith("://"))
            return InAddress(text, at + 3);
        Span<char> name = stackalloc char[LongestName];
        var length = NameBefore(text, at, from, name);
        name = name[^length..];
        var isPassword = EndsWithOneOf(name, PasswordNames);
        if (!isPassword && !EndsWithOneOf(name, KeyNames))
            return null;
        var (start, end, quoted) = ValueAfter(text, at + 1);
        var value = text[start..end];
        if (
            value.IsEmpty
            || RecogniserList.MarkLength(text, start) > 0
            || !LooksSecret(value, isPassword, quoted, spaced: start > at + 1 + (quoted ? 1 : 0))
        )
            return null;
        if (!quoted && end < text.Length && text[end] is '(' or '[')
            return null;
        return new Found(
            start,
            end,
            isPassword ? PasswordMark
                : name.EndsWith("secretaccesskey") ? AwsMark
                : KeyMark
        );
    }

    // user:password@ before the first / or space.
    private static Found? InAddress(ReadOnlySpan<char> text, int start)
    {
        var near = text[start..Math.Min(text.Length, start + LongestValue)];
        var stop = near.IndexOfAny(AddressEnd);
        near = stop < 0 ? near : near[..stop];
        var (colon, host) = (near.IndexOf(':'), near.LastIndexOf('@'));
        return colon >= 0 && host > colon + 1 ? new Found(start + colon + 1, start + host, PasswordMark) : null;
    }

    // Letters and digits of the name, lower case, without quotes, spaces, underscores and hyphens; written from the end.
    private static int NameBefore(ReadOnlySpan<char> text, int at, int from, Span<char> name)
    {
        var i = at - 1;
        while (i >= from && at - i < 8 && text[i] is ' ' or '"' or '\'' or '\\' or '`' or '*')
            i--;
        var length = 0;
        for (; i >= from && length < name.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '-'); i--)
            if (text[i] is not ('_' or '-'))
                name[^++length] = char.ToLowerInvariant(text[i]);
        return length;
    }

    private static (int Start, int End, bool Quoted) ValueAfter(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (start < text.Length && start - at < 4 && text[start] is ' ' or '*' or '\\')
            start++;
        var limit = Math.Min(text.Length, start + LongestValue);
        if (start < limit && text[start] is '"' or '\'' or '`')
        {
            var close = text[(start + 1)..limit].IndexOfAny(text[start], '\n');
            if (close >= 0 && text[start + 1 + close] == text[start])
                return (start + 1, text[start + close] == '\\' ? start + close : start + 1 + close, true);
            start++;
        }
        var length = text[start..limit].IndexOfAny(ValueEnd);
        var end = length < 0 ? limit : start + length;
        while (end > start && text[end - 1] is '.' or '?' or ':')
            end--;
        return (start, end, false);
    }

    private static bool LooksSecret(ReadOnlySpan<char> value, bool isPassword, bool quoted, bool spaced)
    {
        if (
            value[0] is '<' or '$' or '{' or '*' or '%'
            || value is "string" or "null" or "none" or "None" or "true" or "false" or "undefined" or "password"
        )
            return false;
        if (value.StartsWith("your", StringComparison.OrdinalIgnoreCase) || value.EndsWith("_password", StringComparison.OrdinalIgnoreCase))
            return false;
        var hasDigit = value.IndexOfAnyInRange('0', '9') >= 0;
        if (!isPassword)
            return value.Length >= 8 && !value.Contains(' ') && (hasDigit || (quoted && value.Length >= 16));
        return quoted || (value.Length >= 4 && (hasDigit || !spaced)) || (value.Length >= 6 && value.TrimEnd('!').IndexOfAny(Symbols) >= 0);
    }

    private static bool EndsWithOneOf(ReadOnlySpan<char> name, string[] names)
    {
        foreach (var candidate in names)
            if (name.EndsWith(candidate))
                return true;
        return false;
    }
}
