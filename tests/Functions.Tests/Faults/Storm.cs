using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Faults;

/// <summary>
/// Instances of the app over one storage, in bad weather: callers send and repeat, messages come when they like, storage stumbles, instances are killed
/// between any two of their storage operations, clocks differ. The test is caller, Functions host and operator at once, and moves the clock.
/// </summary>
internal sealed class Storm : IAsyncDisposable
{
    private static readonly (string Queue, string Function)[] Work = [("slots", "FoldSlot"), ("compaction", "CompactDay")];
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly Random dice;
    private readonly string folder;
    private readonly (string, string)[] settings;
    private readonly FakeTimeProvider[] clocks;
    private readonly StormInstance[] instances;
    private readonly List<SentCall[]> sent = [];
    private readonly ConcurrentDictionary<string, SentCall> acknowledged = new(StringComparer.Ordinal);
    private int pastFaults;
    private int hanging;

    /// <param name="skew">How far each instance's clock is behind that of the one before.</param>
    public Storm(int seed, string folder, int instances, TimeSpan skew, params (string, string)[] settings)
    {
        (dice, this.folder, this.settings) = (new Random(seed), folder, settings);
        clocks = [.. Enumerable.Range(0, instances).Select(i => new FakeTimeProvider(Start - i * skew))];
        Post = new PostOffice(seed, clocks[0]);
        this.instances = [.. Enumerable.Range(0, instances).Select(Boot)];
    }

    public PostOffice Post { get; }

    public int Steps { get; private set; }

    public int Kills { get; private set; }

    public int Outages { get; private set; }

    public int Faults => pastFaults + instances.Sum(instance => instance.Weather.Faults);

    public int? AcknowledgedInTheStorm { get; private set; }

    public IReadOnlyList<SentCall[]> Sent => sent;

    public IReadOnlyDictionary<string, SentCall> Acknowledged => acknowledged;

    /// <summary>The instance whose clock is right.</summary>
    public StormInstance First => instances[0];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A few things at once, and what befalls them.</summary>
    public async Task StepAsync()
    {
        Steps++;
        foreach (var instance in instances)
        {
            instance.Weather.IsCalm = false;
            instance.Weather.IsAway = dice.Next(25) == 0;
            Outages += instance.Weather.IsAway ? 1 : 0;
            if (dice.Next(20) == 0)
                instance.Weather.KillWithin(1 + dice.Next(60));
        }
        await Task.WhenAll(Enumerable.Range(0, 2 + dice.Next(5)).Select(_ => Act(dice.Next(100))));
        for (var i = 0; i < instances.Length; i++)
            if (instances[i].Weather.IsDead)
                await ReplaceAsync(i);
        Pass(dice.Next(40) == 0 ? Compaction.Settled + TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(dice.Next(3000)));
    }

    /// <summary>The weather clears, every client sends again what nobody confirmed (where asked), and everything that waits is done.</summary>
    public async Task SettleAsync(bool resend)
    {
        foreach (var instance in instances)
            (instance.Weather.IsCalm, instance.Weather.IsAway) = (true, false);
        AcknowledgedInTheStorm ??= acknowledged.Count;
        if (resend)
            foreach (var batch in sent.Where(batch => batch.Any(call => !acknowledged.ContainsKey(call.request_id))).ToList())
                Assert.True(await SendAsync(First, batch), "In calm weather a batch was refused.");
        // Past the patience of the sweep, and past the longest pause between two tries.
        foreach (var time in (TimeSpan[])[TimeSpan.FromMinutes(3), .. Enumerable.Repeat(TimeSpan.FromHours(1), WorkRules.MostAttempts)])
        {
            Pass(time);
            Assert.True(await First.RunAsync("SweepSlots") && await First.RunAsync("CompactRollups"));
            while (await DeliverAsync(First, 32) > 0) { }
            if (await IsSettledAsync())
                return;
        }
        Assert.Fail("The storm has passed, and yet work is left: markers, messages, or days that are not compacted.");
    }

    private async Task<bool> IsSettledAsync()
    {
        foreach (var (queue, _) in Work)
        {
            Assert.Equal(0, await Post.CountAsync(WorkQueue.PoisonOf(queue)));
            if (await Post.CountAsync(queue) > 0)
                return false;
        }
        foreach (var table in new[] { CallTables.Markers, RollupTables.Pending })
        await foreach (var _ in First.Get<ITables>().ReadAsync(table, RowRange.All, Cancellation))
            return false;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in instances)
            await instance.DisposeAsync();
    }

    private Task Act(int lot)
    {
        var instance = instances[dice.Next(instances.Length)];
        return lot switch
        {
            < 45 => SendNewAsync(instance),
            < 60 when sent.Count > 0 => SendAsync(instance, sent[dice.Next(sent.Count)]),
            < 94 => DeliverAsync(instance, 1 + dice.Next(4)),
            < 97 => instance.RunAsync("SweepSlots"),
            _ => instance.RunAsync("CompactRollups"),
        };
    }

    private Task<bool> SendNewAsync(StormInstance instance)
    {
        var batch = new SentCall[1 + dice.Next(30)];
        for (var i = 0; i < batch.Length; i++)
            batch[i] = new SentCall(
                $"b{sent.Count}-{i}",
                "gpt-4o",
                1000 + dice.Next(1000),
                Start.AddMinutes(-dice.Next(2 * 24 * 60)),
                $"u{dice.Next(20)}",
                $"f{dice.Next(3)}"
            );
        sent.Add(batch);
        return SendAsync(instance, batch);
    }

    private async Task<bool> SendAsync(StormInstance instance, SentCall[] batch)
    {
        using var answer = await instance.Client.PostAsJsonAsync("/api/v1/calls", batch, Cancellation);
        if (answer.StatusCode != HttpStatusCode.Accepted)
        {
            Assert.InRange((int)answer.StatusCode, 500, 599);
            return false;
        }
        foreach (var call in batch)
            acknowledged[call.request_id] = call;
        return true;
    }

    /// <summary>As the host does: what was answered with 200 is deleted, now and then too late; what was not comes again.</summary>
    private async Task<int> DeliverAsync(StormInstance instance, int most)
    {
        var delivered = 0;
        foreach (var (queue, function) in Work)
        foreach (var message in await Post.ReceiveAsync(queue, most, TimeSpan.FromSeconds(10), Cancellation))
        {
            delivered++;
            if (await instance.RunAsync(function, message.Text) && !(instance.Weather is { IsCalm: false } && message.Id[^1] == '7'))
                await Post.DeleteAsync(queue, message, Cancellation);
        }
        return delivered;
    }

    private void Pass(TimeSpan time)
    {
        foreach (var clock in clocks)
            clock.Advance(time);
    }

    /// <summary>An operation hangs: time passes, and messages that fall due are delivered before it goes on.</summary>
    private async Task HangAsync(TimeSpan time)
    {
        Pass(time);
        if (Interlocked.Exchange(ref hanging, 1) == 1)
            return;
        try
        {
            await DeliverAsync(instances[Steps % instances.Length], 4);
        }
        finally
        {
            hanging = 0;
        }
    }

    private async Task ReplaceAsync(int i)
    {
        Kills++;
        pastFaults += instances[i].Weather.Faults;
        await instances[i].DisposeAsync();
        instances[i] = Boot(i);
    }

    private StormInstance Boot(int i) => new(clocks[i], new Weather(dice.Next(), HangAsync), Post, folder, settings);
}

/// <summary>As it is sent.</summary>
internal sealed record SentCall(
    string request_id,
    string model,
    int input_tokens,
    DateTimeOffset timestamp,
    string user_id,
    string feature
);
