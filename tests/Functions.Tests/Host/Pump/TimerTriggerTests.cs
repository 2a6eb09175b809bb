using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using LlmMonitor.Functions.Host.Pump;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host.Pump;

public sealed class TimerTriggerTests : IDisposable
{
    private static readonly FunctionJson Hourly = FunctionJson.Read(
        "Probe",
        """{ "bindings": [ { "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "0 0 * * * *" } ] }"""
    );

    private readonly FakeTimeProvider time = new(new(2026, 11, 23, 6, 30, 0, TimeSpan.Zero));
    private readonly SqliteFile file = new();
    private readonly List<(DateTimeOffset At, bool IsPastDue)> fired = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task A_timer_fires_on_its_schedule_and_not_between()
    {
        var trigger = Trigger();
        await PassAsync(TimeSpan.FromHours(2), trigger);
        Assert.Equal([(At(7), false), (At(8), false)], fired);
    }

    [Fact]
    public async Task A_timer_that_is_new_has_missed_nothing()
    {
        await Trigger().TurnAsync(Cancellation);
        Assert.Empty(fired);
    }

    [Fact]
    public async Task Runs_missed_while_nobody_watched_fire_once_and_say_that_they_are_late()
    {
        await Trigger().TurnAsync(Cancellation);
        time.Advance(TimeSpan.FromHours(5));

        await PassAsync(TimeSpan.FromHours(1), Trigger());

        Assert.Equal([(time.Start.AddHours(5), true), (At(12), false)], fired);
    }

    [Fact]
    public async Task Two_replicas_fire_once()
    {
        await PassAsync(TimeSpan.FromHours(2), Trigger(), Trigger());
        Assert.Equal([(At(7), false), (At(8), false)], fired);
    }

    [Fact]
    public async Task A_run_longer_than_its_interval_is_followed_at_once_by_the_next_and_not_by_two()
    {
        var trigger = Trigger(() => time.Advance(TimeSpan.FromMinutes(150)));
        await trigger.TurnAsync(Cancellation);
        time.SetUtcNow(At(7));
        Assert.Equal(TimeSpan.Zero, await trigger.TurnAsync(Cancellation));
        await trigger.TurnAsync(Cancellation);
        Assert.Equal([(At(7), false), (At(9).AddMinutes(30), false)], fired);
    }

    [Fact]
    public async Task A_run_that_fails_is_not_the_last()
    {
        var trigger = Trigger(() => throw new InvalidOperationException("broken"));
        await PassAsync(TimeSpan.FromHours(2), trigger);
        Assert.Equal(2, fired.Count);
    }

    private static DateTimeOffset At(int hour) => new(2026, 11, 23, hour, 0, 0, TimeSpan.Zero);

    private TimerTrigger Trigger(Action? then = null) =>
        new(
            Hourly,
            new SqliteTables(file.Database),
            Probe.Runner(
                time,
                (invocation, _) =>
                {
                    fired.Add((time.GetUtcNow(), invocation.IsPastDue));
                    then?.Invoke();
                    return Task.CompletedTask;
                }
            ),
            time
        );

    /// <summary>Takes turns as the pump does: each trigger when its pause has passed.</summary>
    private async Task PassAsync(TimeSpan span, params TimerTrigger[] triggers)
    {
        var end = time.GetUtcNow() + span;
        var dueAt = triggers.ToDictionary(trigger => trigger, _ => time.GetUtcNow());
        while (time.GetUtcNow() < end)
        {
            foreach (var trigger in triggers.Where(trigger => dueAt[trigger] <= time.GetUtcNow()))
                dueAt[trigger] = time.GetUtcNow() + await trigger.TurnAsync(Cancellation);
            var next = dueAt.Values.Min();
            if (next > time.GetUtcNow())
                time.SetUtcNow(next < end ? next : end);
        }
    }
}
