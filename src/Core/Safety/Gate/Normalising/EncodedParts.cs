using System.Buffers;
using System.Text;
using LlmMonitor.Core.Text;

namespace LlmMonitor.Core.Safety.Gate.Normalising;

/// <summary>Texts that lie in a text as base64.</summary>
internal static class EncodedParts
{
    private const int Shortest = 16;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
    );

    /// <summary>Writes what was hidden behind one another, one part a line.</summary>
    /// <param name="hidden">At least as long as the text.</param>
    /// <returns>How much was written; 0 where nothing was hidden.</returns>
    public static int Decode(ReadOnlySpan<char> text, Span<char> hidden)
    {
        var written = 0;
        for (var runs = new LongRuns(text, Alphabet, Shortest); runs.Next(out var run); )
            if (Text(text[run], hidden[written..]) is var count and > 0)
            {
                written += count;
                hidden[written++] = '\n';
            }
        return written;
    }

    private static int Text(ReadOnlySpan<char> token, Span<char> hidden)
    {
        var rented = ArrayPool<char>.Shared.Rent(token.Length + 3);
        var bytes = ArrayPool<byte>.Shared.Rent(token.Length);
        try
        {
            token.Replace(rented.AsSpan(0, token.Length), '-', '+');
            rented.AsSpan(0, token.Length).Replace('_', '/');
            var padded = (token.Length + 3) / 4 * 4;
            rented.AsSpan(token.Length, padded - token.Length).Fill('=');
            return
                Convert.TryFromBase64Chars(rented.AsSpan(0, padded), bytes, out var count)
                && Encoding.UTF8.TryGetChars(bytes.AsSpan(0, count), hidden, out var characters)
                && IsProse(hidden[..characters])
                ? characters
                : 0;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // Of the bytes of a random token hardly one in ten is a letter or a space.
    private static bool IsProse(ReadOnlySpan<char> text)
    {
        var readable = 0;
        foreach (var character in text)
        {
            if (character == '\uFFFD' || (char.IsControl(character) && !char.IsWhiteSpace(character)))
                return false;
            if (char.IsLetter(character) || character == ' ')
                readable++;
        }
        return readable * 10 >= text.Length * 7;
    }
}
