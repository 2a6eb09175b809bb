using LlmMonitor.Core.Storage;

namespace LlmMonitor.Functions.Host.Pump;

/// <summary>
/// The row by which the replicas of the app agree on who runs a timer: table <c>timers</c>, partition <c>timers</c>, key the function. Taken and
/// given back under its ETag. The lease is short and renewed while the run goes on, so that a replica that died is soon replaced.
/// </summary>
/// <remarks>The replicas' clocks may differ by <see cref="Lease"/> less <see cref="RenewEvery"/>; with more, two may run at once.</remarks>
public sealed class TimerClaims(string timer, ITables tables, TimeProvider time)
{
    public const string Table = "timers";
    private const string LastRun = "last_run";
    private const string LeaseUntil = "lease_until";
    private const string Tries = "tries";

    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(30);

    public static TimeSpan RenewEvery { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How the timer stands; null where nobody has seen it yet.</summary>
    public async Task<TimerStanding?> FindAsync(CancellationToken cancellation) =>
        await tables.FindAsync(Table, Table, timer, cancellation) is { } row
            ? new TimerStanding(row.Time(LastRun) ?? default, row.Time(LeaseUntil), (int)(row.Number(Tries) ?? 1), row.ETag!)
            : null;

    /// <summary>Notes that a timer is there, from now on.</summary>
    public Task BeginAsync(CancellationToken cancellation) => TakeAsync(null, time.GetUtcNow(), null, 0, cancellation);

    /// <summary>Takes the run.</summary>
    /// <param name="before">As it was found.</param>
    /// <param name="tries">How often this run is begun, this time included.</param>
    /// <returns>The ETag to give it back with; null where another replica was faster.</returns>
    public Task<string?> ClaimAsync(TimerStanding before, DateTimeOffset now, int tries, CancellationToken cancellation) =>
        TakeAsync(before.ETag, now, now + Lease, tries, cancellation);

    /// <summary>Runs what was claimed, renews the lease meanwhile, and gives it back. A run that was cancelled is another replica's at once.</summary>
    public async Task HoldAsync(string etag, DateTimeOffset claimedAt, int tries, Func<Task> run)
    {
        using var ended = new CancellationTokenSource();
        var renewing = RenewAsync(etag, claimedAt, tries, ended.Token);
        DateTimeOffset? left = null;
        try
        {
            await run();
        }
        catch (OperationCanceledException)
        {
            left = time.GetUtcNow();
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            if (await renewing is { } last)
                await TakeAsync(last, claimedAt, left, tries, CancellationToken.None);
        }
    }

    /// <returns>The last ETag; null where another replica took over, for this one stood still too long.</returns>
    private async Task<string?> RenewAsync(string etag, DateTimeOffset claimedAt, int tries, CancellationToken ended)
    {
        var last = etag;
        while (last is not null)
        {
            await Task.Delay(RenewEvery, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
                break;
            try
            {
                // Never cancelled: it might be written all the same, under an ETag that nobody knows.
                last = await TakeAsync(last, claimedAt, time.GetUtcNow() + Lease, tries, CancellationToken.None);
            }
#pragma warning disable CA1031 // A storage that stumbles must not end the run; the lease bears two renewals that fail.
            catch (Exception) { }
#pragma warning restore CA1031
        }
        return last;
    }

    private async Task<string?> TakeAsync(
        string? etag,
        DateTimeOffset lastRun,
        DateTimeOffset? leaseUntil,
        int tries,
        CancellationToken cancellation
    )
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal) { [LastRun] = lastRun };
        if (leaseUntil is { } until)
            (values[LeaseUntil], values[Tries]) = (until, (long)tries);
        var row = new Row(Table, timer, values, etag);
        try
        {
            return (await tables.CommitAsync(Table, [etag is null ? RowChange.Insert(row) : RowChange.Update(row)], cancellation))[0];
        }
        catch (RowConflictException)
        {
            return null;
        }
    }
}

/// <param name="LastRun">When a run was last begun.</param>
/// <param name="LeaseUntil">Until when it belongs to whoever began it; null where it has ended.</param>
/// <param name="Tries">How often it was begun.</param>
public sealed record TimerStanding(DateTimeOffset LastRun, DateTimeOffset? LeaseUntil, int Tries, string ETag);
