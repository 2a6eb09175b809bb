using LlmMonitor.Core.Storage;
using NCrontab;

namespace LlmMonitor.Functions.Host.Pump;

/// <summary>
/// Fires one function on its schedule (UTC). The last run is kept in a row, so that runs missed while nobody watched fire once at the start,
/// and claimed by that row's ETag, so that several replicas fire once. It awaits the run: a timer does not overlap itself.
/// </summary>
public sealed class TimerTrigger(FunctionJson function, ITables tables, FunctionRunner runner, TimeProvider time)
{
    public const string Table = "timers";
    private const string LastRun = "last_run";

    /// <summary>A laptop that slept, or a clock that was set, is noticed after this at the latest.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly CrontabSchedule schedule = FunctionJson.Schedule(function.Trigger.Schedule)!;
    private readonly DateTimeOffset watchingSince = time.GetUtcNow();

    /// <summary>Fires where a run is due and nobody else claimed it.</summary>
    /// <returns>How long to pause before the next turn.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var row = await tables.FindAsync(Table, Table, function.Name, cancellation);
        // A timer that nobody has seen yet has missed nothing: it begins now.
        var due = row?.Time(LastRun) is { } last ? Next(last) : (DateTimeOffset?)null;
        if (due > now)
            return Pause(due.Value - now);

        var claim = new Row(Table, function.Name, new Dictionary<string, object>(StringComparer.Ordinal) { [LastRun] = now }, row?.ETag);
        try
        {
            await tables.CommitAsync(Table, [row is null ? RowChange.Insert(claim) : RowChange.Update(claim)], cancellation);
        }
        catch (RowConflictException)
        {
            return TimeSpan.Zero; // Another replica was first: look again.
        }
        if (due is { } missed)
            await runner.RunAsync(new Invocation(function.Name, Text: null, IsPastDue: missed < watchingSince), cancellation);
        return Pause(Next(now) - time.GetUtcNow());
    }

    private DateTimeOffset Next(DateTimeOffset after) =>
        new(DateTime.SpecifyKind(schedule.GetNextOccurrence(after.UtcDateTime), DateTimeKind.Utc));

    private static TimeSpan Pause(TimeSpan until) => TimeSpan.FromTicks(Math.Clamp(until.Ticks, 0, LongestPause.Ticks));
}
