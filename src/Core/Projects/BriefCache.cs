using System.Collections.Concurrent;

namespace LlmMonitor.Core.Projects;

/// <summary>
/// Remembers for a short while what was read, and also that nothing was there. Readers of one key share one load; a failed load is not kept.
/// A value is never older than <paramref name="life"/>, counted from before it was read.
/// </summary>
/// <param name="most">Beyond this many entries the stale and the empty ones go, so that made-up keys take bounded memory.</param>
internal sealed class BriefCache<T>(TimeProvider time, TimeSpan life, int most)
    where T : class
{
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    public int Count => entries.Count;

    public async ValueTask<T?> GetAsync(string key, Func<Task<T?>> load, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        if (entries.TryGetValue(key, out var entry) && now - entry.ReadAt < life)
            return await entry.Load.Value.WaitAsync(cancellation);

        var mine = new Entry(now, new(load));
        var fresh =
            entry is null ? entries.GetOrAdd(key, mine)
            : entries.TryUpdate(key, mine, entry) ? mine
            : entries.GetOrAdd(key, mine);
        if (fresh == mine && entries.Count > most)
            Tidy(now);
        try
        {
            return await fresh.Load.Value.WaitAsync(cancellation);
        }
        catch when (fresh.Load.Value is { IsFaulted: true } or { IsCanceled: true })
        {
            entries.TryRemove(KeyValuePair.Create(key, fresh));
            throw;
        }
    }

    /// <summary>What was last read, however old; null where nothing is remembered.</summary>
    public T? LastSeen(string key) =>
        entries.TryGetValue(key, out var entry) && entry.Load is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } read }
            ? read.Result
            : null;

    /// <summary>To be called after a write: what is read from now on is the new value.</summary>
    public void Forget(string key) => entries.TryRemove(key, out _);

    private void Tidy(DateTimeOffset now)
    {
        foreach (var (key, entry) in entries)
            if (
                now - entry.ReadAt >= life
                || entry.Load is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: null } }
            )
                entries.TryRemove(KeyValuePair.Create(key, entry));
    }

    private sealed class Entry(DateTimeOffset readAt, Lazy<Task<T?>> load)
    {
        public DateTimeOffset ReadAt => readAt;

        public Lazy<Task<T?>> Load => load;
    }
}
