using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Projects;

/// <summary>
/// Seals texts for storage with AES-256-GCM (NIST SP 800-38D) under a key of the settings. Sealed text is base64url of a version (1 byte), the
/// beginning of the key's SHA-256 (4), a random nonce (12), the tag (16) and the cipher. A nonce is random: one key is good for 2³² sealings.
/// </summary>
public sealed class SecretBox
{
    private const byte Version = 1;
    private const int NameBytes = 4;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + NameBytes + NonceBytes + TagBytes;
    private readonly SecretSource _chance;
    private readonly List<byte[]> _keys;
    private readonly bool _seals;

    public SecretBox(IOptions<SecretOptions> options, SecretSource chance)
    {
        var (key, former) = (options.Value.Key, options.Value.FormerKey);
        _chance = chance;
        _seals = key.Length > 0;
        _keys = [.. new[] { key, former }.Where(text => text.Length > 0).Select(Convert.FromBase64String)];
    }

    /// <param name="place">Where it will lie: sealed text that was moved elsewhere does not open.</param>
    /// <returns>Null where no key is set.</returns>
    public string? Seal(string text, string place)
    {
        if (!_seals)
            return null;
        var plain = Encoding.UTF8.GetBytes(text);
        var whole = new byte[HeadBytes + plain.Length];
        whole[0] = Version;
        NameOf(_keys[0]).CopyTo(whole.AsSpan(1));
        _chance(whole.AsSpan(1 + NameBytes, NonceBytes));
        using var cipher = new AesGcm(_keys[0], TagBytes);
        cipher.Encrypt(NonceIn(whole), plain, whole.AsSpan(HeadBytes), TagIn(whole), Encoding.UTF8.GetBytes(place));
        return Base64Url.EncodeToString(whole);
    }

    /// <returns>Null where no key of the settings opens it.</returns>
    public string? Open(string sealedText, string place)
    {
        if (
            !Base64Url.IsValid(sealedText)
            || Base64Url.DecodeFromChars(sealedText) is not { Length: >= HeadBytes } whole
            || whole[0] != Version
        )
            return null;
        if (_keys.Find(key => NameOf(key).SequenceEqual(whole.AsSpan(1, NameBytes))) is not { } key)
            return null;
        var plain = new byte[whole.Length - HeadBytes];
        try
        {
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(NonceIn(whole), whole.AsSpan(HeadBytes), TagIn(whole), plain, Encoding.UTF8.GetBytes(place));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return Encoding.UTF8.GetString(plain);
    }

    private static ReadOnlySpan<byte> NameOf(byte[] key) => SHA256.HashData(key).AsSpan(0, NameBytes);

    private static Span<byte> NonceIn(byte[] whole) => whole.AsSpan(1 + NameBytes, NonceBytes);

    private static Span<byte> TagIn(byte[] whole) => whole.AsSpan(HeadBytes - TagBytes, TagBytes);
}
