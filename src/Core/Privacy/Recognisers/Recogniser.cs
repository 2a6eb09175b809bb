using System.Buffers;
using LlmMonitor.Core.Privacy.Recognisers.NationalIds;

namespace LlmMonitor.Core.Privacy.Recognisers;

/// <summary>What stands at a place of a text.</summary>
/// <param name="Mark">What replaces it; null where it is known and stays (a date), so that nothing inside is looked at.</param>
internal readonly record struct Found(int Start, int End, string? Mark);

/// <summary>
/// Looks at one place of a text, and a bounded stretch or one token around it, so that the whole text is read in linear time.
/// </summary>
/// <param name="at">Where one of the anchors stands.</param>
/// <param name="from">What is found may not start before this.</param>
internal delegate Found? Recogniser(ReadOnlySpan<char> text, int at, int from);

/// <summary>The recognisers, by the characters that anchor them. A new one is a line here.</summary>
internal static class RecogniserList
{
    private static readonly (string Anchors, Recogniser Recogniser)[] ByCharacter =
    [
        ("[", SkipMark),
        ("@", EmailAddress.At),
        ("=:", NamedSecret.At),
        ("0123456789", Numbers.At),
    ];

    /// <summary>Everything that a recogniser may put in place of what it found.</summary>
    private static readonly string[] Marks =
    [
        EmailAddress.Mark,
        PhoneNumber.Mark,
        PaymentCard.Mark,
        Iban.Mark,
        .. NamedSecret.Marks,
        .. SecretTokens.Marks,
        .. NationalIdKinds.Marks,
    ];

    private static readonly int LongestMark = Marks.Max(mark => mark.Length);

    public static SearchValues<char> Characters { get; } = SearchValues.Create(string.Concat(ByCharacter.Select(entry => entry.Anchors)));

    /// <summary>Prefixes that anchor <see cref="SecretTokens"/>.</summary>
    public static SearchValues<string> Prefixes { get; } = SearchValues.Create([.. SecretTokens.Prefixes], StringComparison.Ordinal);

    public static Found? AtCharacter(ReadOnlySpan<char> text, int at, int from)
    {
        foreach (var (anchors, recogniser) in ByCharacter)
            if (anchors.Contains(text[at]))
                return recogniser(text, at, from);
        return null;
    }

    /// <summary>The length of a mark that stands there; 0 where none does.</summary>
    public static int MarkLength(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length || text[at] != '[')
            return 0;
        var near = text.Slice(at, Math.Min(LongestMark, text.Length - at));
        var length = near.IndexOf(']') + 1;
        foreach (var mark in Marks)
            if (near[..length].SequenceEqual(mark))
                return length;
        return 0;
    }

    // What was redacted before is left alone, so that redacting twice is redacting once.
    private static Found? SkipMark(ReadOnlySpan<char> text, int at, int from) =>
        MarkLength(text, at) is var length and > 0 ? new Found(at, at + length, null) : null;
}
