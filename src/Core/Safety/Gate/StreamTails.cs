using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Safety.Gate;

/// <summary>
/// The end of each stream's last chunk, for a short while and in this instance only: a chunk that lands elsewhere is checked alone, and its answer says so.
/// </summary>
public sealed class StreamTails(TimeProvider time, IOptions<GateOptions> options)
{
    private const int MostStreams = 20_000;

    private readonly ConcurrentDictionary<string, StreamTail> _tails = new(StringComparer.Ordinal);

    /// <summary>What stands before a chunk; null where this instance has not seen it. The first chunk has nothing before it.</summary>
    public StreamTail? Before(string stream, long sequence)
    {
        if (sequence == 0)
            return StreamTail.Nothing;
        var tail = Fresh(stream);
        return tail is null ? null
            : tail.Sequence == sequence - 1 ? tail
            : tail.Sequence == sequence ? tail.Previous // sent again
            : null;
    }

    /// <summary>What the stream was blocked for by an earlier chunk; it stays blocked.</summary>
    public GateAnswer? BlockOf(string stream) => Fresh(stream)?.Block;

    public void Keep(string stream, long sequence, string text, GateAnswer? block, StreamTail? before)
    {
        var whole = before?.Text + text;
        var keep = options.Value.StreamOverlapCharacters;
        if (_tails.Count >= MostStreams)
            Tidy();
        _tails[stream] = new StreamTail(
            sequence,
            whole.Length <= keep ? whole : whole[^keep..],
            block,
            time.GetUtcNow(),
            before is null ? null : before with { Previous = null }
        );
    }

    public void Forget(string stream) => _tails.TryRemove(stream, out _);

    private StreamTail? Fresh(string stream) =>
        _tails.TryGetValue(stream, out var tail) && time.GetUtcNow() - tail.At <= TimeSpan.FromSeconds(options.Value.StreamSeconds)
            ? tail
            : null;

    // Streams that nobody ended; where all are alive the oldest half goes, and is checked without overlap.
    private void Tidy()
    {
        var now = time.GetUtcNow();
        var all = _tails.OrderBy(entry => entry.Value.At).ToList();
        foreach (var (entry, at) in all.Select((entry, at) => (entry, at)))
            if (at < all.Count / 2 || now - entry.Value.At > TimeSpan.FromSeconds(options.Value.StreamSeconds))
                _tails.TryRemove(entry);
    }
}

/// <param name="Previous">What stood before the chunk that this is the end of, for a chunk that is sent again.</param>
public sealed record StreamTail(long Sequence, string Text, GateAnswer? Block, DateTimeOffset At, StreamTail? Previous)
{
    public static StreamTail Nothing { get; } = new(-1, "", null, default, null);
}
