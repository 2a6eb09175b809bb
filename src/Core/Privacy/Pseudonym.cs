using System.Security.Cryptography;
using System.Text;

namespace LlmMonitor.Core.Privacy;

/// <summary>A name for a user that says nothing about them, the same within a project and another in each project.</summary>
public static class Pseudonym
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648, lower case

    /// <summary>
    /// <c>user-</c> and eight characters: 40 bits of HMAC-SHA256 under the project's secret. Two of a thousand users share one with a
    /// chance of 1 in two million, two of a million with 1 in 3, so it is for reading and not a key.
    /// </summary>
    public static string Of(string userId, ReadOnlySpan<byte> projectSecret)
    {
        ArgumentNullException.ThrowIfNull(userId);
        if (projectSecret.IsEmpty)
            throw new ArgumentException(
                "A pseudonym needs the project's secret; without one anybody could compute it.",
                nameof(projectSecret)
            );
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(projectSecret, Encoding.UTF8.GetBytes(userId), hash);
        Span<char> name = stackalloc char[8];
        var bits = 0UL;
        foreach (var value in hash[..5])
            bits = bits << 8 | value;
        for (var i = 7; i >= 0; i--, bits >>= 5)
            name[i] = Base32[(int)(bits & 31)];
        return $"user-{name}";
    }
}
