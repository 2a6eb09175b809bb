using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace LlmMonitor.Core.Projects;

/// <summary>Fills the span with bytes that nobody can guess: <see cref="RandomNumberGenerator.Fill"/>, or a given sequence in tests.</summary>
public delegate void SecretSource(Span<byte> bytes);

/// <summary>
/// The shape of a key, <c>lmk_&lt;id&gt;_&lt;secret&gt;</c>, and what follows from it. The id (12 letters, 60 bits) finds the row; the secret
/// (52 letters, 260 bits) proves the right to it. With that much chance in a key, one SHA-256 is enough at rest: slow hashes protect
/// what people make up, and nobody guesses 260 bits.
/// </summary>
public static class KeyRules
{
    public const string Prefix = "lmk_";
    public const int IdLetters = 12;
    public const int SecretLetters = 52;

    /// <summary>An operator's own text may be weak, so that it is at least not short.</summary>
    public const int BootstrapCharacters = 16;

    /// <summary>The scopes that a key may be granted, by their names in JSON.</summary>
    public static IReadOnlyDictionary<string, Scope> ScopesByName { get; } =
        Enum.GetValues<Scope>()
            .Where(scope => scope != Scope.None)
            .ToDictionary(scope => scope.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    // RFC 4648 base32 in lower case: no letter is mistaken for a digit, and 32 of them make a letter of five bits without a bias.
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly SearchValues<char> Letter = SearchValues.Create(Alphabet);

    public static string NewId(SecretSource source) => Letters(source, IdLetters);

    public static string NewKeyText(string id, SecretSource source) => $"{Prefix}{id}_{Letters(source, SecretLetters)}";

    /// <summary>The id in a key's text, or null where the text is not of a key's shape.</summary>
    public static string? IdOf(string text)
    {
        var separator = Prefix.Length + IdLetters;
        if (text.Length != separator + 1 + SecretLetters || text[separator] != '_' || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var id = text[Prefix.Length..separator];
        return IsId(id) && !text.AsSpan(separator + 1).ContainsAnyExcept(Letter) ? id : null;
    }

    public static bool IsId(string text) => text.Length == IdLetters && !text.AsSpan().ContainsAnyExcept(Letter);

    /// <summary>What is kept of a key: 32 bytes.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Compares in a time that does not depend on where the hashes differ.</summary>
    public static bool Same(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(hash, other);

    /// <summary>The hash of the key that an operator sets before any other exists.</summary>
    /// <exception cref="ArgumentException">The text is too short; the message does not repeat it.</exception>
    public static byte[] BootstrapHash(string text) =>
        text.Length >= BootstrapCharacters
            ? Hash(text)
            : throw new ArgumentException(
                $"LlmMonitor:AdminKey has {text.Length} characters and needs at least {BootstrapCharacters}. Set a long random text, "
                    + "for example the output of `openssl rand -hex 32`.",
                nameof(text)
            );

    /// <summary>The scopes with all that they imply: an operator may do everything, an admin everything but that.</summary>
    public static Scope Implied(Scope scopes)
    {
        const Scope InProject = Scope.Ingest | Scope.Read | Scope.Review | Scope.Admin;
        return scopes.HasFlag(Scope.Operator) ? InProject | Scope.Operator
            : scopes.HasFlag(Scope.Admin) ? scopes | InProject
            : scopes;
    }

    /// <summary>The granted scopes' names in JSON.</summary>
    public static IReadOnlyList<string> NamesOf(Scope scopes) =>
        [.. ScopesByName.Where(named => scopes.HasFlag(named.Value)).Select(named => named.Key)];

    /// <summary>Letters of five random bits each.</summary>
    internal static string Letters(SecretSource source, int count)
    {
        Span<byte> bytes = stackalloc byte[count];
        source(bytes);
        var letters = new char[count];
        for (var i = 0; i < count; i++)
            letters[i] = Alphabet[bytes[i] & 31];
        return new(letters);
    }
}
