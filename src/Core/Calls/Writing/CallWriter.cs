using System.Diagnostics;
using System.Threading.Channels;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Calls;

/// <summary>
/// Writes calls so that callers share commits: each writer takes all that waits, commits it to the slot of this moment, and only then
/// answers. A slot's marker is written before its first call, and again after a commit that ended too late for its fold to see it.
/// </summary>
public sealed class CallWriter : IAsyncDisposable
{
    private const int CallsPerRound = 1000;
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(256);
    private readonly RecentIds _recent = new();
    private readonly Task[] _writers;
    private readonly ITables _tables;
    private readonly WorkQueue _queue;
    private readonly CallIndex _index;
    private readonly CallOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CallWriter> _log;

    public CallWriter(
        ITables tables,
        WorkQueue queue,
        CallIndex index,
        IOptions<CallOptions> options,
        TimeProvider time,
        SecretSource dice,
        ILogger<CallWriter> log
    )
    {
        (_tables, _queue, _index, _options, _time, _log) = (tables, queue, index, options.Value, time, log);
        _writers = [.. SlotShard.Draw(dice, _options.Writers).Select(shard => Task.Run(() => WriteForeverAsync(shard)))];
    }

    /// <returns>How many of the calls were new; they are durable. The others were known already.</returns>
    public async Task<int> WriteAsync(string projectId, IReadOnlyList<PackedCall> calls, CancellationToken cancellation)
    {
        var waiting = new Waiting(projectId, calls);
        await _waiting.Writer.WriteAsync(waiting, cancellation);
        return await waiting.Accepted.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAll(_writers);
    }

    private async Task WriteForeverAsync(int shard)
    {
        Activity.Current = null; // of whoever was the first to need a writer
        var marked = new Dictionary<string, Slot>(StringComparer.Ordinal);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var round = new List<Waiting>();
            for (var calls = 0; calls < CallsPerRound && _waiting.Reader.TryRead(out var next); calls += next.Calls.Count)
                round.Add(next);
            await Task.WhenAll(
                round.GroupBy(waiting => waiting.ProjectId).Select(group => CommitAsync(shard, marked, group.Key, [.. group]))
            );
        }
    }

    private async Task CommitAsync(int shard, Dictionary<string, Slot> marked, string projectId, List<Waiting> round)
    {
        // A round is one piece of work for many callers: it goes on with the trace of the first.
        using var trace = Traces.Start("write calls", ActivityKind.Internal, round[0].Trace);
        try
        {
            var place = new SlotShard(projectId, Slot.Of(_time.GetUtcNow()), shard);
            var fresh = await FreshAsync(projectId, round);
            if (fresh.Count > 0)
            {
                bool isFirst;
                lock (marked)
                    isFirst = !marked.TryGetValue(projectId, out var last) || last != place.Slot;
                if (isFirst)
                    await MarkAsync(place);
                await _tables.PutAllAsync(
                    CallTables.Texts,
                    [.. fresh.SelectMany(call => call.Call.TextRowsIn(place))],
                    CancellationToken.None
                );
                var inserted = await _tables.InsertEachAsync(
                    CallTables.Calls,
                    [.. fresh.Select(call => call.Call.RowIn(place))],
                    CancellationToken.None
                );
                for (var i = 0; i < fresh.Count; i++)
                    if (inserted[i])
                        fresh[i].Waiting.New++;
                if (_time.GetUtcNow() >= place.Slot.LastSafeCommit)
                    await MarkAsync(place);
                if (isFirst || _time.GetUtcNow() >= place.Slot.LastSafeCommit)
                    await PointAsync(place);
                lock (marked)
                    marked[projectId] = place.Slot;
                foreach (var call in fresh)
                    _recent.Add(projectId, call.Call.RequestId);
            }
            foreach (var waiting in round)
                waiting.Accepted.SetResult(waiting.New);
        }
        catch (Exception exception)
        {
            foreach (var waiting in round)
                waiting.Accepted.TrySetException(exception);
        }
    }

    /// <summary>The calls of a round that no one knows yet, each id once.</summary>
    private async Task<List<(Waiting Waiting, PackedCall Call)>> FreshAsync(string projectId, List<Waiting> round)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var fresh = new List<(Waiting Waiting, PackedCall Call)>();
        foreach (var waiting in round)
        foreach (var call in waiting.Calls)
            if (seen.Add(call.RequestId) && !_recent.Contains(projectId, call.RequestId))
                fresh.Add((waiting, call));
        if (!_options.LookUpDuplicates)
            return fresh;
        var known = await _index.FindAllAsync(projectId, [.. fresh.Select(call => call.Call.RequestId)], CancellationToken.None);
        return [.. fresh.Where((_, i) => known[i] is null)];
    }

    /// <summary>"This slot has work": each marking has an ETag of its own, so that a fold clears only what it has seen.</summary>
    private async Task MarkAsync(SlotShard place) =>
        await _tables.CommitAsync(
            CallTables.Markers,
            [
                RowChange.Put(
                    new Row(
                        place.ProjectId,
                        place.Key,
                        new Dictionary<string, object>(StringComparer.Ordinal) { ["marked_at"] = _time.GetUtcNow() }
                    )
                ),
            ],
            CancellationToken.None
        );

    /// <summary>A lost pointer is found by the sweep, so it fails no call.</summary>
    private async Task PointAsync(SlotShard place)
    {
        try
        {
            var delay = place.Slot.Ripe - _time.GetUtcNow();
            var pointer = new SlotPointer(place.ProjectId, place.Key);
            await _queue.SendAsync(
                CallTables.SlotQueue,
                pointer,
                place.ProjectId,
                delay > TimeSpan.Zero ? delay : null,
                CancellationToken.None
            );
        }
        catch (Exception exception)
        {
            _log.LogWarning(
                exception,
                "The pointer to slot {Slot} could not be queued; the sweep will find the slot by its marker.",
                place
            );
        }
    }

    private sealed record Waiting(string ProjectId, IReadOnlyList<PackedCall> Calls)
    {
        public TaskCompletionSource<int> Accepted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public string? Trace { get; } = Activity.Current?.Id;
        public int New { get; set; }
    }
}
