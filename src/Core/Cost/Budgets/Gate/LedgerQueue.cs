using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Cost.Budgets.Gate;

/// <summary>
/// The asks of one project at this instance, in line. All that wait are decided together and committed once, so that hundreds of callers cost
/// storage a few writes; another instance that commits in between makes this one read and decide again.
/// </summary>
internal sealed class LedgerQueue(LedgerBook book, Settlement settlement, TimeProvider time, Random dice, TimeSpan reservationLife)
{
    /// <summary>What is settled is read again after this: spending that was never reserved counts by then.</summary>
    private static readonly TimeSpan OldestReading = TimeSpan.FromSeconds(10);

    /// <summary>Before a refusal what is settled must not be older than this: reservations may have turned into less.</summary>
    private static readonly TimeSpan OldestRefusal = TimeSpan.FromSeconds(2);

    private const int JitterMilliseconds = 4;
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _line = new();
    private DateTimeOffset _releasedAt = DateTimeOffset.MinValue;
    private bool _isServed;

    /// <summary>Fails where storage fails, or has not answered within <paramref name="patience"/>; what was asked may then be held all the same.</summary>
    public Task<ReserveAnswer> AskAsync(Project project, Ask ask, TimeSpan patience)
    {
        var waiting = new Waiting(project, ask, time.GetUtcNow() + patience);
        lock (_lock)
        {
            _line.AddLast(waiting);
            if (!_isServed)
            {
                _isServed = true;
                _ = Task.Run(ServeAsync);
            }
        }
        return waiting.Answer.Task.WaitAsync(patience, time);
    }

    private async Task ServeAsync()
    {
        while (Next() is { Count: > 0 } batch)
        {
            var patience = batch.Max(waiting => waiting.Deadline) - time.GetUtcNow();
            using var over = new CancellationTokenSource(patience > TimeSpan.Zero ? patience : TimeSpan.FromMilliseconds(1), time);
            try
            {
                // Storage that hangs must not hold up those who come next.
                await ServeAsync(batch, over.Token).WaitAsync(over.Token);
            }
            catch (Exception fault)
            {
                foreach (var waiting in batch)
                    waiting.Answer.TrySetException(fault);
            }
        }
    }

    private async Task ServeAsync(List<Waiting> batch, CancellationToken cancellation)
    {
        var project = batch[^1].Project;
        await settlement.FreshenAsync(project, KeysOf(batch), OldestReading, cancellation);
        var refused = await UnknownAsync(project, await DecideAsync(project, batch, isLast: false, cancellation), cancellation);
        if (refused.Count == 0)
            return;
        if (time.GetUtcNow() - _releasedAt >= OldestRefusal)
        {
            _releasedAt = time.GetUtcNow();
            var full = KeysOf(refused).Select(key => key.RowKey).ToHashSet(StringComparer.Ordinal);
            await settlement.ReleaseAsync(project, reservation => reservation.Ledgers.Any(full.Contains), cancellation);
            await settlement.FreshenAsync(project, KeysOf(refused), OldestRefusal, cancellation);
        }
        await DecideAsync(project, refused, isLast: true, cancellation);
    }

    /// <returns>Those that were refused and not answered yet.</returns>
    private async Task<List<Waiting>> DecideAsync(Project project, List<Waiting> asking, bool isLast, CancellationToken cancellation)
    {
        var left = asking.ToDictionary(waiting => waiting.Ask.RequestId, StringComparer.Ordinal);
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            var ledgers = await book.ReadAsync(project.Id, KeysOf(left.Values).Select(key => key.RowKey), cancellation);
            var now = time.GetUtcNow();
            Ask[] asks = [.. left.Values.Select(waiting => waiting.Ask)];
            var decision = LedgerRules.Decide(asks, ledgers, now, now + reservationLife, CostReports.ZoneOf(project));
            try
            {
                if (decision.Reservations.Count > 0)
                    await book.CommitAsync(project.Id, decision.Reservations, [], decision.Ledgers, cancellation);
            }
            catch (RowConflictException conflict) when (conflict.Index < decision.Reservations.Count)
            {
                var id = decision.Reservations[conflict.Index].RequestId;
                if (await AnswerKnownAsync(project, left[id], cancellation))
                    left.Remove(id);
                continue;
            }
            catch (RowConflictException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(dice.NextDouble() * JitterMilliseconds * attempt), time, cancellation);
                continue;
            }
            foreach (var (id, answer) in decision.Answers)
                if (answer.Allowed || isLast)
                    left[id].Answer.TrySetResult(answer);
            return [.. left.Values.Where(waiting => !decision.Answers[waiting.Ask.RequestId].Allowed)];
        }
    }

    /// <summary>Those that hold nothing yet: who is asked for again has no need to fit again.</summary>
    private async Task<List<Waiting>> UnknownAsync(Project project, List<Waiting> refused, CancellationToken cancellation)
    {
        var known = await book.HeldAsync(project.Id, refused.Select(waiting => waiting.Ask.RequestId), cancellation);
        foreach (var waiting in refused.Where(waiting => known.Contains(waiting.Ask.RequestId)))
            await AnswerKnownAsync(project, waiting, cancellation);
        return [.. refused.Where(waiting => !known.Contains(waiting.Ask.RequestId))];
    }

    /// <summary>Asked for twice, a reservation is held once: the same is answered again, another is refused.</summary>
    /// <returns>False where nothing is held under the id.</returns>
    private async Task<bool> AnswerKnownAsync(Project project, Waiting waiting, CancellationToken cancellation)
    {
        if (await book.FindAsync(project.Id, waiting.Ask.RequestId, cancellation) is not { } held)
            return false;
        var now = time.GetUtcNow();
        var isSame =
            waiting.Ask.Amount <= held.Amount
            && held.ExpiresAt > now
            && waiting.Ask.Held.Select(hold => hold.Key.RowKey).SequenceEqual(held.Ledgers);
        waiting.Answer.TrySetResult(
            isSame
                ? ReserveAnswer.Held(
                    held,
                    LedgerRules.Left(
                        waiting.Ask.Held,
                        await book.ReadAsync(project.Id, held.Ledgers, cancellation),
                        now,
                        CostReports.ZoneOf(project)
                    )
                )
                : new ReserveAnswer(false) { Reason = "request_id_in_use" }
        );
        return true;
    }

    /// <summary>The first that wait, no id twice, as many as fit one commit with the ledgers that they touch. Who gave up waiting is passed over.</summary>
    private List<Waiting> Next()
    {
        var batch = new Dictionary<string, Waiting>(StringComparer.Ordinal);
        var ledgers = new HashSet<string>(StringComparer.Ordinal);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            for (var node = _line.First; node is not null; )
            {
                var (at, waiting) = (node, node.Value);
                node = node.Next;
                if (waiting.Deadline <= now)
                {
                    _line.Remove(at);
                    continue;
                }
                var more = waiting.Ask.Held.Count(hold => !ledgers.Contains(hold.Key.RowKey));
                if (batch.Count + 1 + ledgers.Count + more > TableLimits.ChangesPerCommit)
                    break;
                if (!batch.TryAdd(waiting.Ask.RequestId, waiting))
                    continue;
                ledgers.UnionWith(waiting.Ask.Held.Select(hold => hold.Key.RowKey));
                _line.Remove(at);
            }
            _isServed = batch.Count > 0;
        }
        return [.. batch.Values];
    }

    private static List<LedgerKey> KeysOf(IEnumerable<Waiting> asking) =>
        [.. asking.SelectMany(waiting => waiting.Ask.Held).Select(hold => hold.Key).DistinctBy(key => key.RowKey)];

    private sealed record Waiting(Project Project, Ask Ask, DateTimeOffset Deadline)
    {
        public TaskCompletionSource<ReserveAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
