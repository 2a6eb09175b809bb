using LlmMonitor.Core.Storage;
using NCrontab;

namespace LlmMonitor.Functions.Host.Pump;

/// <summary>
/// Fires one function on its schedule (UTC), once over all replicas (<see cref="TimerClaims"/>). Runs missed while nobody watched fire once
/// at the start, and a run whose replica died is begun again by another. It awaits the run: a timer overlaps itself in no replica.
/// </summary>
public sealed class TimerTrigger(FunctionJson function, ITables tables, FunctionRunner runner, TimeProvider time)
{
    /// <summary>A run that kills its process each time waits for its next time on the schedule then.</summary>
    public const int MostTries = 3;

    /// <summary>A laptop that slept, or a clock that was set, is noticed after this at the latest.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly CrontabSchedule schedule = FunctionJson.Schedule(function.Trigger.Schedule)!;
    private readonly TimerClaims claims = new(function.Name, tables, time);
    private readonly DateTimeOffset watchingSince = time.GetUtcNow();

    /// <summary>Fires where a run is due and nobody else claimed it.</summary>
    /// <returns>How long to pause before the next turn.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (await claims.FindAsync(cancellation) is not { } before)
        {
            // A timer that nobody has seen yet has missed nothing: it begins now.
            await claims.BeginAsync(cancellation);
            return Pause(Next(now) - now);
        }
        if (before.LeaseUntil > now)
            return Pause(before.LeaseUntil.Value - now); // Another replica runs it.
        var due = Next(before.LastRun);
        var wasLeft = before.LeaseUntil is not null && before.Tries < MostTries;
        if (due > now && !wasLeft)
            return Pause(due - now);

        var tries = wasLeft ? before.Tries + 1 : 1;
        if (await claims.ClaimAsync(before, now, tries, cancellation) is not { } claim)
            return TimeSpan.Zero; // Another replica was first: look again.
        var invocation = new Invocation(function.Name, Text: null, IsPastDue: wasLeft || due < watchingSince);
        await claims.HoldAsync(claim, now, tries, () => runner.RunAsync(invocation, cancellation));
        return Pause(Next(now) - time.GetUtcNow());
    }

    private DateTimeOffset Next(DateTimeOffset after) =>
        new(DateTime.SpecifyKind(schedule.GetNextOccurrence(after.UtcDateTime), DateTimeKind.Utc));

    private static TimeSpan Pause(TimeSpan until) => TimeSpan.FromTicks(Math.Clamp(until.Ticks, 0, LongestPause.Ticks));
}
