using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Pump;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host.Pump;

public sealed class QueueTriggerTests : IDisposable
{
    private static readonly FunctionJson Work = FunctionJson.Read(
        "Probe",
        """{ "bindings": [ { "type": "queueTrigger", "direction": "in", "name": "item", "queueName": "work", "connection": "AzureWebJobsStorage" } ] }"""
    );

    private readonly LeapingTime time = new(QueueTrigger.RetryAfter);
    private readonly SqliteFile file = new();
    private readonly SqliteQueues queues;

    public QueueTriggerTests() => queues = new(file.Database, time);

    public void Dispose() => file.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_handed_over_and_then_deleted()
    {
        var seen = new List<Invocation>();
        using var trigger = Trigger((invocation, _) => Noted(seen, invocation));
        await queues.SendAsync("work", "hello", cancellation: Cancellation);

        await trigger.TurnAsync(Cancellation);
        await trigger.DrainAsync();

        Assert.Equal([new Invocation("Probe", "hello")], seen);
        Assert.Equal(0, await queues.CountAsync("work", Cancellation));
    }

    [Fact]
    public async Task A_failed_message_comes_again_after_ten_seconds_and_after_five_tries_is_set_aside_with_the_same_text()
    {
        var tries = new List<(int Count, DateTimeOffset At)>();
        using var trigger = Trigger(
            (invocation, _) =>
            {
                lock (tries)
                    tries.Add((invocation.DequeueCount, time.GetUtcNow()));
                throw new InvalidOperationException("broken");
            }
        );
        await queues.SendAsync("work", "hello", cancellation: Cancellation);

        await trigger.TurnAsync(Cancellation);
        await trigger.DrainAsync();

        Assert.Equal([1, 2, 3, 4, 5], tries.Select(one => one.Count));
        Assert.Equal([0, 10, 20, 30, 40], tries.Select(one => (one.At - time.Start).TotalSeconds));
        Assert.Equal(0, await queues.CountAsync("work", Cancellation));
        Assert.Equal("hello", await PoisonAsync());
    }

    [Fact]
    public async Task A_message_that_succeeds_at_a_later_try_is_not_set_aside()
    {
        using var trigger = Trigger(
            (invocation, _) => invocation.DequeueCount < 3 ? throw new InvalidOperationException() : Task.CompletedTask
        );
        await queues.SendAsync("work", "hello", cancellation: Cancellation);

        await trigger.TurnAsync(Cancellation);
        await trigger.DrainAsync();

        Assert.Equal(0, await queues.CountAsync("work", Cancellation));
        Assert.Equal(0, await queues.CountAsync("work-poison", Cancellation));
    }

    [Fact]
    public async Task A_message_that_killed_the_process_five_times_is_set_aside_unread()
    {
        for (var kill = 0; kill < QueueTrigger.MaxDequeueCount; kill++)
        {
            if (kill == 0)
                await queues.SendAsync("work", "deadly", cancellation: Cancellation);
            Assert.Single(await queues.ReceiveAsync("work", 1, QueueTrigger.Lease, Cancellation));
            time.Advance(QueueTrigger.Lease);
        }
        var seen = new List<Invocation>();
        using var trigger = Trigger((invocation, _) => Noted(seen, invocation));

        await trigger.TurnAsync(Cancellation);
        await trigger.DrainAsync();

        Assert.Empty(seen);
        Assert.Equal("deadly", await PoisonAsync());
    }

    [Fact]
    public async Task A_run_that_fails_late_is_left_to_come_again_when_its_lease_has_ended()
    {
        using var trigger = Trigger(
            (_, _) =>
            {
                time.Advance(FunctionRunner.Bound - TimeSpan.FromSeconds(1));
                throw new InvalidOperationException("broken");
            }
        );
        await queues.SendAsync("work", "slow", cancellation: Cancellation);

        await trigger.TurnAsync(Cancellation);
        await trigger.DrainAsync();

        Assert.Empty(await queues.ReceiveAsync("work", 1, QueueTrigger.Lease, Cancellation));
        time.Advance(QueueTrigger.Lease);
        Assert.Equal(2, Assert.Single(await queues.ReceiveAsync("work", 1, QueueTrigger.Lease, Cancellation)).DequeueCount);
    }

    [Fact]
    public async Task Sixteen_messages_run_at_once_and_no_more()
    {
        var running = 0;
        var gate = new TaskCompletionSource();
        var full = new TaskCompletionSource();
        using var trigger = Trigger(
            (_, _) =>
            {
                if (Interlocked.Increment(ref running) == QueueTrigger.BatchSize)
                    full.SetResult();
                return gate.Task;
            }
        );
        for (var i = 0; i < 20; i++)
            await queues.SendAsync("work", $"{i}", cancellation: Cancellation);

        await trigger.TurnAsync(Cancellation);
        await full.Task;
        var next = trigger.TurnAsync(Cancellation);
        Assert.False(next.IsCompleted);
        Assert.Equal(QueueTrigger.BatchSize, running);

        gate.SetResult();
        await next;
        while (await trigger.TurnAsync(Cancellation) == TimeSpan.Zero) { }
        await trigger.DrainAsync();
        Assert.Equal(0, await queues.CountAsync("work", Cancellation));
    }

    [Fact]
    public async Task An_idle_queue_is_asked_less_and_less_often_and_a_message_wakes_it()
    {
        using var trigger = Trigger((_, _) => Task.CompletedTask);
        var pauses = new List<double>();
        for (var i = 0; i < 7; i++)
            pauses.Add((await trigger.TurnAsync(Cancellation)).TotalMilliseconds);
        Assert.Equal([100, 200, 400, 800, 1600, 2000, 2000], pauses);

        await queues.SendAsync("work", "hello", cancellation: Cancellation);
        Assert.Equal(TimeSpan.Zero, await trigger.TurnAsync(Cancellation));
        await trigger.DrainAsync();
        Assert.Equal(QueueTrigger.ShortestPause, await trigger.TurnAsync(Cancellation));
    }

    private QueueTrigger Trigger(Probe.Body body) => new(Work, queues, Probe.Runner(time, body), time, NullLogger<QueueTrigger>.Instance);

    private async Task<string> PoisonAsync() =>
        Assert.Single(await queues.ReceiveAsync("work-poison", 2, QueueTrigger.Lease, Cancellation)).Text;

    private static Task Noted(List<Invocation> seen, Invocation invocation)
    {
        lock (seen)
            seen.Add(invocation);
        return Task.CompletedTask;
    }
}
