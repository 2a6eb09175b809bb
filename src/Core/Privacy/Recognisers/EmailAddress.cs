namespace LlmMonitor.Core.Privacy.Recognisers;

/// <summary>
/// name@host.tld, letters of any script. A host without a dot is none. Lengths by RFC 5321: at most 64 characters before the @, 253 after it.
/// </summary>
internal static class EmailAddress
{
    public const string Mark = "[email]";

    public static Found? At(ReadOnlySpan<char> text, int at, int from)
    {
        var start = at;
        while (start > from && at - start < 64 && IsLocal(text[start - 1]))
            start--;
        while (start < at && text[start] is '.' or '-' or '\'' or '/' or '&' or '=')
            start++;
        if (start == at || text[at - 1] == '.')
            return null;
        var (end, label) = (at + 1, at + 1);
        var limit = Math.Min(text.Length, at + 254);
        var host = 0;
        for (; end < limit && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '.'); end++)
        {
            if (text[end] != '.')
                continue;
            if (end == label)
                break;
            label = end + 1;
            if (IsTopLevel(text, label, limit, out var after))
                host = after;
        }
        return host > 0 ? new Found(start, host, Mark) : null;
    }

    // The last label: two letters or more, or punycode. Digits alone are an address of another kind.
    private static bool IsTopLevel(ReadOnlySpan<char> text, int label, int limit, out int end)
    {
        end = label;
        while (end < limit && (char.IsLetterOrDigit(text[end]) || text[end] == '-'))
            end++;
        while (end > label && text[end - 1] == '-')
            end--;
        return end - label >= 2 && char.IsLetter(text[label]);
    }

    private static bool IsLocal(char character) =>
        char.IsLetterOrDigit(character)
        || character is '.' or '_' or '-' or '+' or '%' or '\'' or '!' or '#' or '$' or '&' or '*' or '/' or '=' or '~';
}
