using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LlmMonitor.Core.Projects;

/// <summary>Writes when a key was last used, at most once a minute for each, beside the request and never failing it.</summary>
public sealed class KeyUses(KeyStore keys, TimeProvider time, ILogger<KeyUses> log)
{
    internal static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Use> uses = new(StringComparer.Ordinal);

    public void Note(string keyId)
    {
        var now = time.GetUtcNow();
        var before = uses.GetValueOrDefault(keyId);
        if (before is not null && now - before.At < Every)
            return;
        var use = new Use(now, new(() => Task.Run(() => WriteAsync(keyId, now))));
        if (before is null ? uses.TryAdd(keyId, use) : uses.TryUpdate(keyId, use, before))
            _ = use.Write.Value;
    }

    /// <summary>Completes when the uses noted so far are written or given up.</summary>
    public Task FlushAsync() => Task.WhenAll(uses.Values.Select(use => use.Write.Value));

    private async Task WriteAsync(string keyId, DateTimeOffset at)
    {
        try
        {
            await keys.WriteUseAsync(keyId, at);
        }
#pragma warning disable CA1031 // Whatever storage throws, the request that used the key has long been answered.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogWarning(fault, "The last use of key {KeyId} could not be written; the next one after a minute will try again.", keyId);
        }
    }

    private sealed class Use(DateTimeOffset at, Lazy<Task> write)
    {
        public DateTimeOffset At => at;

        public Lazy<Task> Write => write;
    }
}
