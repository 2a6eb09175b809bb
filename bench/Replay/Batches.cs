using System.Collections.Concurrent;

namespace LlmMonitor.Replay;

/// <summary>The trace cut into requests, and which of them were acknowledged, in this run or an earlier one with the same state file.</summary>
internal sealed class Batches : IDisposable
{
    private readonly ConcurrentQueue<TraceCall[]> waiting;
    private readonly StreamWriter? state;

    public Batches(Trace trace, ReplayOptions options)
    {
        var done = options.State is { } file && File.Exists(file) ? File.ReadLines(file).ToHashSet(StringComparer.Ordinal) : [];
        waiting = new(trace.Calls.Chunk(options.Batch).Where(batch => !done.Contains(NameOf(batch))));
        state = options.State is null ? null : new StreamWriter(options.State, append: true) { AutoFlush = true };
    }

    public bool TryTake(out TraceCall[] batch) => waiting.TryDequeue(out batch!);

    public void Acknowledged(TraceCall[] batch)
    {
        if (state is not null)
            lock (state)
                state.WriteLine(NameOf(batch));
    }

    public void Dispose() => state?.Dispose();

    private static string NameOf(TraceCall[] batch) => $"{batch[0].RequestId}..{batch[^1].RequestId}";
}
