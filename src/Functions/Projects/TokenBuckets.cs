using System.Collections.Concurrent;

namespace LlmMonitor.Functions.Projects;

/// <summary>
/// A token bucket for each name that holds one second's worth, kept as one number: when it will be full again (the generic cell rate algorithm,
/// ITU-T I.371). A full bucket is as good as none, so that idle names are forgotten without loss.
/// </summary>
/// <param name="most">Beyond this many busy names the new ones share a bucket: made-up names take bounded memory.</param>
internal sealed class TokenBuckets(TimeProvider time, int perSecond, int most = 10_000)
{
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);
    private readonly Bucket shared = new();
    private readonly long cost = time.TimestampFrequency / perSecond;
    private long tidiedAt = time.GetTimestamp();

    public int Count => buckets.Count;

    /// <summary>Takes a token; where none is left, says in how long there will be one.</summary>
    public bool TryTake(string name, out TimeSpan wait)
    {
        var now = time.GetTimestamp();
        var bucket = BucketOf(name, now);
        while (true)
        {
            var seen = Volatile.Read(ref bucket.FullAt);
            var next = Math.Max(seen, now) + cost;
            var over = next - now - cost * perSecond;
            wait = over <= 0 ? TimeSpan.Zero : time.GetElapsedTime(0, over);
            if (over > 0)
                return false;
            if (Interlocked.CompareExchange(ref bucket.FullAt, next, seen) == seen)
                return true;
        }
    }

    /// <summary>Puts a token back that turned out not to be owed.</summary>
    public void Return(string name) => Interlocked.Add(ref BucketOf(name, time.GetTimestamp()).FullAt, -cost);

    private Bucket BucketOf(string name, long now)
    {
        if (buckets.TryGetValue(name, out var bucket))
            return bucket;
        if (now - Volatile.Read(ref tidiedAt) >= time.TimestampFrequency)
            Tidy(now);
        return buckets.Count < most ? buckets.GetOrAdd(name, _ => new()) : shared;
    }

    private void Tidy(long now)
    {
        Volatile.Write(ref tidiedAt, now);
        foreach (var (name, bucket) in buckets)
            if (Volatile.Read(ref bucket.FullAt) <= now)
                buckets.TryRemove(KeyValuePair.Create(name, bucket));
    }

    private sealed class Bucket
    {
        public long FullAt;
    }
}
