using System.Buffers;

namespace LlmMonitor.Core.Text;

/// <summary>Whether an answer says no. A list of phrases, not understanding: a refusal in unusual words is missed.</summary>
public static class Refusal
{
    /// <summary>A refusal comes first; later on the same phrases are quoted or explained.</summary>
    public const int LookedAtCharacters = 600;

    private static readonly SearchValues<string> Phrases = SearchValues.Create([.. WordTable.Refusals], StringComparison.OrdinalIgnoreCase);

    public static bool IsIn(ReadOnlySpan<char> text) => Find(text) is not null;

    /// <returns>Where the phrase begins, in UTF-16 characters; null where there is none.</returns>
    public static int? Find(ReadOnlySpan<char> text)
    {
        Span<char> head = stackalloc char[Math.Min(text.Length, LookedAtCharacters)];
        text[..head.Length].CopyTo(head);
        head.Replace('’', '\'');
        head.Replace('\n', ' ');
        var at = ((ReadOnlySpan<char>)head).IndexOfAny(Phrases);
        return at < 0 ? null : at;
    }
}
