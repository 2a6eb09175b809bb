namespace LlmMonitor.Core.Projects;

/// <summary>Says who presents a key.</summary>
/// <param name="bootstrapHash"><see cref="KeyRules.BootstrapHash"/> of the operator's own key; empty where none is set.</param>
public sealed class KeyRing(KeyStore keys, KeyUses uses, ReadOnlyMemory<byte> bootstrapHash = default)
{
    /// <summary>The key id of the operator's own key, which no made key can have.</summary>
    public const string BootstrapId = "bootstrap";

    // Compared with where there is no key, so that one that exists takes no longer to refuse than one that does not.
    private static readonly byte[] Nobody = new byte[32];

    /// <summary>The caller, or null where the key is malformed, unknown or revoked: outside these three look the same.</summary>
    public async ValueTask<Caller?> AuthenticateAsync(string presentedKey, CancellationToken cancellation = default)
    {
        var hash = KeyRules.Hash(presentedKey);
        if (KeyRules.Same(hash, bootstrapHash.Span))
            return new(BootstrapId, ProjectId: null, Scope.Operator);
        var id = KeyRules.IdOf(presentedKey);
        var stored = id is null ? null : await keys.FindStoredAsync(id, cancellation);
        var same = KeyRules.Same(hash, stored?.Hash ?? Nobody);
        if (!same || stored is not { Key: { RevokedAt: null } key })
            return null;
        uses.Note(key.KeyId);
        return new(key.KeyId, key.ProjectId, key.Scopes);
    }

    /// <summary>
    /// Whether this very key was good when it was last looked up, without asking storage. It may be revoked since: this opens nothing, and only
    /// tells a customer from a stranger while strangers knock too often.
    /// </summary>
    public bool Remembers(string presentedKey)
    {
        var hash = KeyRules.Hash(presentedKey);
        return KeyRules.Same(hash, bootstrapHash.Span)
            || (
                KeyRules.IdOf(presentedKey) is { } id
                && keys.LastSeen(id) is { Key.RevokedAt: null } stored
                && KeyRules.Same(hash, stored.Hash)
            );
    }
}
