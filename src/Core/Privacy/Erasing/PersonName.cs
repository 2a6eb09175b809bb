using System.Text;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Privacy;

/// <summary>Finds a person's id and pseudonym in texts and puts <see cref="LlmCall.ErasedUser"/> in their place.</summary>
public sealed class PersonName(string userId, string? pseudonym)
{
    /// <summary>An id as short as "7" would be found in every sentence with a number: within longer texts it is looked for behind "user" only.</summary>
    private readonly bool _isTelling = userId.Length >= 5 || (userId.Length >= 3 && userId.Any(char.IsLetter));

    /// <summary>The text without the person; the same text where it does not name them.</summary>
    public string Without(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == userId)
            return LlmCall.ErasedUser;
        text = Replace(text, userId, _isTelling);
        return pseudonym is null ? text : Replace(text, pseudonym, isTelling: true);
    }

    private static string Replace(string text, string name, bool isTelling)
    {
        StringBuilder? changed = null;
        var done = 0;
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if (at < done || (at > 0 && IsPart(text[at - 1])) || (end < text.Length && IsPart(text[end])))
                continue;
            if (
                !isTelling
                && !text[..at].EndsWith("user:", StringComparison.Ordinal)
                && !text[..at].EndsWith("user ", StringComparison.Ordinal)
            )
                continue;
            (changed ??= new StringBuilder()).Append(text, done, at - done).Append(LlmCall.ErasedUser);
            done = end;
        }
        return changed?.Append(text, done, text.Length - done).ToString() ?? text;
    }

    /// <summary>Whether a name goes on here: u4 is not in u42 or u4-b.</summary>
    private static bool IsPart(char character) => char.IsLetterOrDigit(character) || character is '_' or '-';
}
