using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.SelfMonitoring;

/// <summary>
/// How each timer last ended, whoever pulled it: table <c>timers</c>, partition <c>outcomes</c>, key the timer; key <c>!watch</c> since when
/// somebody looks without a gap.
/// </summary>
public sealed class TimerOutcomes(ITables tables)
{
    public const string Table = "timers";
    private const string Partition = "outcomes";
    private const string WatchKey = "!watch";
    private const string SeenAt = "seen_at";
    private const string SucceededAt = "succeeded_at";
    private const string FailedAt = "failed_at";

    /// <summary>A look comes each five minutes; after a longer gap nobody was there, and the timers did not run either.</summary>
    public static TimeSpan LongestGap { get; } = TimeSpan.FromMinutes(12);

    /// <summary>Notes the end of a run.</summary>
    public async Task EndedAsync(string timer, bool succeeded, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var before = await FindAsync(timer, cancellation);
        var next = before ?? new TimerOutcome(now, null, null);
        await PutAsync(timer, succeeded ? next with { SucceededAt = now } : next with { FailedAt = now }, cancellation);
    }

    /// <summary>How a timer stands; one that was not seen before is noted as seen now.</summary>
    public async Task<TimerOutcome> SeeAsync(string timer, DateTimeOffset now, CancellationToken cancellation = default)
    {
        if (await FindAsync(timer, cancellation) is { } known)
            return known;
        var seen = new TimerOutcome(now, null, null);
        await PutAsync(timer, seen, cancellation);
        return seen;
    }

    /// <summary>Notes a look.</summary>
    /// <returns>Since when looks came without a gap: what was due before was missed by everybody, and is no timer's fault.</returns>
    public async Task<DateTimeOffset> WatchedSinceAsync(DateTimeOffset now, CancellationToken cancellation = default)
    {
        var before = await FindAsync(WatchKey, cancellation);
        var since = before?.SucceededAt is { } last && now - last <= LongestGap ? before.SeenAt : now;
        await PutAsync(WatchKey, new TimerOutcome(since, now, null), cancellation);
        return since;
    }

    private async Task<TimerOutcome?> FindAsync(string key, CancellationToken cancellation) =>
        await tables.FindAsync(Table, Partition, key, cancellation) is { } row
            ? new TimerOutcome(row.Time(SeenAt) ?? default, row.Time(SucceededAt), row.Time(FailedAt))
            : null;

    private async Task PutAsync(string key, TimerOutcome outcome, CancellationToken cancellation)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal) { [SeenAt] = outcome.SeenAt };
        if (outcome.SucceededAt is { } succeeded)
            values[SucceededAt] = succeeded;
        if (outcome.FailedAt is { } failed)
            values[FailedAt] = failed;
        await tables.CommitAsync(Table, [RowChange.Put(new Row(Partition, key, values))], cancellation);
    }
}

/// <param name="SeenAt">When the timer was first known of.</param>
/// <param name="SucceededAt">When its last good run ended; null before the first.</param>
/// <param name="FailedAt">When its last bad run ended; null where none failed.</param>
public sealed record TimerOutcome(DateTimeOffset SeenAt, DateTimeOffset? SucceededAt, DateTimeOffset? FailedAt);
