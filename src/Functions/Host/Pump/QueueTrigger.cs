using LlmMonitor.Core.Storage;

namespace LlmMonitor.Functions.Host.Pump;

/// <summary>
/// Feeds one function from its queue as the Functions host does: up to 16 messages at once; a failed one again after 10 s; after the fifth
/// failure its text goes to <c>&lt;queue&gt;-poison</c>. The figures are those of host.json, and a test holds them together.
/// </summary>
/// <remarks>
/// A received message is ours for <see cref="Lease"/>. Tries that fit into it are made here, and one that was cut off (a kill, a run that
/// was too long) comes again when the lease has ended.
/// </remarks>
public sealed class QueueTrigger(FunctionJson function, IQueues queues, FunctionRunner runner, TimeProvider time, ILogger<QueueTrigger> log)
    : IDisposable
{
    public const int BatchSize = 16;
    public const int MaxDequeueCount = 5;

    private readonly string queue = function.Trigger.QueueName!;
    private readonly SemaphoreSlim slots = new(BatchSize);
    private TimeSpan pause;

    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest run, and a minute for five quick failures with their pauses.</summary>
    public static TimeSpan Lease { get; } = FunctionRunner.Bound + TimeSpan.FromMinutes(1);

    public static TimeSpan ShortestPause { get; } = TimeSpan.FromMilliseconds(100);

    public static TimeSpan LongestPause { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Receives as many messages as there are free slots, and starts them.</summary>
    /// <returns>How long to pause before the next turn: not at all while messages come, then from 100 ms doubling up to 2 s.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        await slots.WaitAsync(cancellation);
        IReadOnlyList<QueueMessage> messages;
        try
        {
            messages = await queues.ReceiveAsync(queue, slots.CurrentCount + 1, Lease, cancellation);
        }
        finally
        {
            slots.Release();
        }
        foreach (var message in messages)
        {
            await slots.WaitAsync(cancellation);
            _ = HandleAsync(message, cancellation);
        }
        pause =
            messages.Count > 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Clamp(2 * pause.Ticks, ShortestPause.Ticks, LongestPause.Ticks));
        return pause;
    }

    /// <summary>Completes when no message is in work any more.</summary>
    public async Task DrainAsync()
    {
        for (var slot = 0; slot < BatchSize; slot++)
            await slots.WaitAsync();
        slots.Release(BatchSize);
    }

    public void Dispose() => slots.Dispose();

    private async Task HandleAsync(QueueMessage message, CancellationToken cancellation)
    {
        try
        {
            if (await TriesAsync(message, cancellation) is { } last)
            {
                if (last == Outcome.Poison)
                {
                    await queues.SendAsync(queue + "-poison", message.Text, cancellation: cancellation);
                    log.LogError(
                        "{Function} failed {Tries} times; its message went to {Queue}-poison.",
                        function.Name,
                        MaxDequeueCount,
                        queue
                    );
                }
                await queues.DeleteAsync(queue, message, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The app stops; the message comes again when its lease ends.
        }
#pragma warning disable CA1031 // A storage that stumbles here: the message comes again when its lease ends.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogError(fault, "A message of {Queue} could not be put away.", queue);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <returns>What to do with the message; null leaves it to come again.</returns>
    private async Task<Outcome?> TriesAsync(QueueMessage message, CancellationToken cancellation)
    {
        var lastStart = time.GetUtcNow() + Lease - FunctionRunner.Bound;
        for (var count = message.DequeueCount; count <= MaxDequeueCount; count++)
        {
            if (await runner.RunAsync(new Invocation(function.Name, message.Text, DequeueCount: count), cancellation))
                return Outcome.Done;
            if (count == MaxDequeueCount)
                break;
            if (time.GetUtcNow() + RetryAfter > lastStart)
                return null;
            await Task.Delay(RetryAfter, time, cancellation);
        }
        return Outcome.Poison;
    }

    private enum Outcome
    {
        Done,
        Poison,
    }
}
