using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host.Pump;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host.Pump;

/// <summary>Several replicas of the app keep one timer, on any storage.</summary>
public abstract class TimerReplicasContract
{
    private static readonly DateTimeOffset Seven = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

    /// <summary>A timer of each test's own, for an account may be shared.</summary>
    private readonly string name = $"Probe{TestContext.Current.Test!.UniqueID}";
    private readonly RenewalClock time = new(Seven.AddMinutes(-30));
    private int ran;
    private int late;

    protected abstract ITables Tables { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_that_look_at_the_same_moment_one_fires()
    {
        var replicas = Enumerable.Range(0, 8).Select(_ => Replica()).ToList();
        for (var hour = 0; hour < 3; hour++)
        {
            await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.TurnAsync(Cancellation))));
            Assert.Equal(hour, ran);
            time.SetUtcNow(Seven.AddHours(hour));
        }
        Assert.Equal(0, late);
    }

    [Fact]
    public async Task Nobody_begins_a_run_that_is_still_going_on_however_long_it_takes()
    {
        const string eachMinute = "0 * * * * *";
        var going = new TaskCompletionSource();
        var (one, two) = (Replica(() => going.Task, schedule: eachMinute), Replica(schedule: eachMinute));
        await one.TurnAsync(Cancellation);
        time.SetUtcNow(Seven);
        var run = one.TurnAsync(Cancellation);
        for (var renewal = 1; renewal <= 20; renewal++)
        {
            await time.RenewalsAsync(renewal);
            time.Advance(TimerClaims.RenewEvery);
            await time.RenewalsAsync(renewal + 1);
            await two.TurnAsync(Cancellation);
        }
        Assert.Equal(1, ran);

        going.SetResult();
        Assert.Equal(TimeSpan.Zero, await run);
        await two.TurnAsync(Cancellation);
        Assert.Equal((2, 0), (ran, late));
    }

    [Fact]
    public async Task A_replica_that_dies_at_work_is_replaced_within_half_a_minute()
    {
        // It never comes back, nor renews what it holds: as after SIGKILL.
        var dead = new FakeTimeProvider(Seven);
        var survivor = Replica();
        await survivor.TurnAsync(Cancellation);
        _ = Replica(() => new TaskCompletionSource().Task, dead).TurnAsync(Cancellation);
        await RanAsync(1);

        time.SetUtcNow(Seven.AddSeconds(1));
        Assert.Equal(TimerClaims.Lease - TimeSpan.FromSeconds(1), await survivor.TurnAsync(Cancellation));
        Assert.Equal((1, 0), (ran, late));
        time.SetUtcNow(Seven + TimerClaims.Lease);
        await survivor.TurnAsync(Cancellation);
        Assert.Equal((2, 1), (ran, late));
        await survivor.TurnAsync(Cancellation);
        Assert.Equal(2, ran);
    }

    [Fact]
    public async Task A_replica_that_is_stopped_at_work_is_replaced_at_once()
    {
        using var stop = new CancellationTokenSource();
        var (stopped, other) = (Replica(() => StopAsync(stop)), Replica());
        await other.TurnAsync(Cancellation);
        time.SetUtcNow(Seven);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.TurnAsync(stop.Token));
        await other.TurnAsync(Cancellation);
        await other.TurnAsync(Cancellation);
        Assert.Equal((2, 1), (ran, late));
    }

    [Fact]
    public async Task A_run_that_kills_every_replica_is_given_up_until_its_next_time()
    {
        await Replica().TurnAsync(Cancellation);
        time.SetUtcNow(Seven);
        for (var kill = 1; kill <= 10; kill++)
        {
            _ = Replica(() => new TaskCompletionSource().Task, new FakeTimeProvider(time.GetUtcNow())).TurnAsync(Cancellation);
            await RanAsync(Math.Min(kill, TimerTrigger.MostTries));
            time.Advance(TimerClaims.Lease);
        }
        var survivor = Replica();
        await survivor.TurnAsync(Cancellation);
        Assert.Equal(TimerTrigger.MostTries, ran);
        time.SetUtcNow(Seven.AddHours(1));
        await survivor.TurnAsync(Cancellation);
        Assert.Equal(TimerTrigger.MostTries + 1, ran);
    }

    private TimerTrigger Replica(Func<Task>? work = null, FakeTimeProvider? clock = null, string schedule = "0 0 * * * *") =>
        new(
            new FunctionJson(name, [new FunctionBinding(FunctionBinding.Timer, "in", "timer", Schedule: schedule)]),
            Tables,
            Probe.Runner(
                clock ?? time,
                (invocation, _) =>
                {
                    Interlocked.Increment(ref ran);
                    if (invocation.IsPastDue)
                        Interlocked.Increment(ref late);
                    return work?.Invoke() ?? Task.CompletedTask;
                },
                name
            ),
            clock ?? time
        );

    private async Task RanAsync(int times)
    {
        while (Volatile.Read(ref ran) < times)
            await Task.Delay(1, Cancellation);
    }

    private static async Task StopAsync(CancellationTokenSource stop)
    {
        await stop.CancelAsync();
        await Task.Delay(Timeout.Infinite, stop.Token);
    }

    /// <summary>Counts the pauses between renewals, so that a test lets time pass only once somebody waits for it.</summary>
    private sealed class RenewalClock(DateTimeOffset start) : FakeTimeProvider(start)
    {
        private int pauses;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == TimerClaims.RenewEvery)
                Interlocked.Increment(ref pauses);
            return timer;
        }

        public async Task RenewalsAsync(int many)
        {
            while (Volatile.Read(ref pauses) < many)
                await Task.Delay(1, Cancellation);
        }
    }
}
