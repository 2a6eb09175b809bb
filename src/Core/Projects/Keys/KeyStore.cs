using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Projects;

/// <summary>
/// Keeps keys by their id, and of each only a hash. What is read may be up to ten seconds old, so that a key that another instance
/// revoked opens nothing after ten seconds, and one that was revoked here opens nothing at once.
/// </summary>
public sealed class KeyStore(ITables tables, TimeProvider time, SecretSource secrets)
{
    public const string Table = "keys";
    private const int Attempts = 5;

    private readonly BriefCache<StoredKey> cache = new(time, TimeSpan.FromSeconds(10), most: 10_000);

    /// <param name="projectId">Null for an operator key.</param>
    public async Task<NewKey> CreateAsync(string? projectId, string name, Scope scopes, CancellationToken cancellation = default)
    {
        var id = KeyRules.NewId(secrets);
        var text = KeyRules.NewKeyText(id, secrets);
        var key = new ApiKey(id, projectId, name, scopes, time.GetUtcNow());
        await tables.CommitAsync(Table, [RowChange.Insert(RowOf(new(key, KeyRules.Hash(text))))], cancellation);
        return new(key, text);
    }

    /// <summary>The key as it is now, revoked or not; null where there is none.</summary>
    public async Task<ApiKey?> FindAsync(string keyId, CancellationToken cancellation = default) =>
        KeyRules.IsId(keyId) && await RowAsync(keyId, cancellation) is { } row ? KeyOf(row).Key : null;

    /// <summary>The keys of a project, or all where it is null, oldest first. Reads the whole table: keys are few, and lists of them rare.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(string? projectId, CancellationToken cancellation = default)
    {
        var keys = new List<ApiKey>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.All, cancellation))
            if (projectId is null || row.Text("project") == projectId)
                keys.Add(KeyOf(row).Key);
        return [.. keys.OrderBy(key => key.CreatedAt).ThenBy(key => key.KeyId, StringComparer.Ordinal)];
    }

    /// <summary>The revoked key, which keeps the time of its first revocation; null where there is none.</summary>
    public async Task<ApiKey?> RevokeAsync(string keyId, CancellationToken cancellation = default)
    {
        if (!KeyRules.IsId(keyId))
            return null;
        for (var attempt = 1; ; attempt++)
        {
            if (await RowAsync(keyId, cancellation) is not { } row)
                return null;
            var stored = KeyOf(row);
            var revoked = stored with { Key = stored.Key with { RevokedAt = stored.Key.RevokedAt ?? time.GetUtcNow() } };
            try
            {
                await tables.CommitAsync(Table, [RowChange.Update(RowOf(revoked) with { ETag = row.ETag })], cancellation);
                cache.Forget(keyId);
                return revoked.Key;
            }
            catch (RowConflictException) when (attempt < Attempts) { } // its last use was written meanwhile: read it again
        }
    }

    internal ValueTask<StoredKey?> FindStoredAsync(string keyId, CancellationToken cancellation) =>
        cache.GetAsync(keyId, async () => await RowAsync(keyId, CancellationToken.None) is { } row ? KeyOf(row) : null, cancellation);

    internal StoredKey? LastSeen(string keyId) => cache.LastSeen(keyId);

    /// <summary>Writes the last use, unless another instance did within the minute. A lost race is no loss: the next use writes again.</summary>
    internal async Task WriteUseAsync(string keyId, DateTimeOffset at)
    {
        if (await RowAsync(keyId, CancellationToken.None) is not { } row)
            return;
        var stored = KeyOf(row);
        if (stored.Key.RevokedAt is not null || at - stored.Key.LastUsedAt < KeyUses.Every)
            return;
        try
        {
            var used = stored with { Key = stored.Key with { LastUsedAt = at } };
            await tables.CommitAsync(Table, [RowChange.Update(RowOf(used) with { ETag = row.ETag })]);
        }
        catch (RowConflictException) { }
    }

    private Task<Row?> RowAsync(string keyId, CancellationToken cancellation) => tables.FindAsync(Table, keyId[..2], keyId, cancellation);

    private static Row RowOf(StoredKey stored)
    {
        var key = stored.Key;
        var values = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["name"] = key.Name,
            ["scopes"] = string.Join(' ', KeyRules.NamesOf(key.Scopes)),
            ["hash"] = stored.Hash,
            ["created_at"] = key.CreatedAt,
        };
        if (key.ProjectId is not null)
            values["project"] = key.ProjectId;
        if (key.LastUsedAt is { } used)
            values["last_used_at"] = used;
        if (key.RevokedAt is { } revoked)
            values["revoked_at"] = revoked;
        return new(key.KeyId[..2], key.KeyId, values);
    }

    private static StoredKey KeyOf(Row row)
    {
        // A scope that this version does not know grants nothing.
        var scopes = row.Text("scopes")!
            .Split(' ')
            .Aggregate(Scope.None, (all, name) => all | KeyRules.ScopesByName.GetValueOrDefault(name));
        var key = new ApiKey(row.Key, row.Text("project"), row.Text("name")!, scopes, row.Time("created_at")!.Value)
        {
            LastUsedAt = row.Time("last_used_at"),
            RevokedAt = row.Time("revoked_at"),
        };
        return new(key, row.Bytes("hash")!);
    }
}

/// <param name="Text">The key itself. This is the only time that it is seen.</param>
public sealed record NewKey(ApiKey Key, string Text);

internal sealed record StoredKey(ApiKey Key, byte[] Hash);
