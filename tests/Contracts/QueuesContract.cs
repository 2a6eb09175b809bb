using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Contracts;

/// <summary>What <see cref="IQueues"/> promises, whatever body stands behind it. Each body derives a test class from this one.</summary>
public abstract class QueuesContract
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static int queues;

    protected abstract IQueues Queues { get; }

    /// <summary>Lets time pass: for real where the service keeps the clock.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>A queue of this test's own.</summary>
    private string Queue { get; } = $"contract-{Interlocked.Increment(ref queues)}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task SendAsync(string text, TimeSpan? delay = null) => Queues.SendAsync(Queue, text, delay, Cancellation);

    private Task<IReadOnlyList<QueueMessage>> ReceiveAsync(int most = 32, double hiddenSeconds = 60) =>
        Queues.ReceiveAsync(Queue, most, TimeSpan.FromSeconds(hiddenSeconds), Cancellation);

    private Task<int> CountAsync() => Queues.CountAsync(Queue, Cancellation);

    [Fact]
    public async Task A_queue_that_was_never_made_is_empty()
    {
        Assert.Empty(await ReceiveAsync());
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("""{"json":"with \"quotes\" and <angles> & 'more'"}""")]
    [InlineData("東京 naïve 🦊 \u0001 \r\n")]
    [InlineData("cGxhaW4=")]
    public async Task A_message_comes_back_as_it_went(string text)
    {
        await SendAsync(text);

        var message = Assert.Single(await ReceiveAsync());
        Assert.Equal(text, message.Text);
        Assert.Equal(1, message.DequeueCount);
        Assert.NotEqual(default, message.InsertedAt);
    }

    [Fact]
    public async Task A_received_message_is_hidden_and_comes_again_with_another_receipt()
    {
        await SendAsync("work");
        var first = Assert.Single(await ReceiveAsync(hiddenSeconds: 1));
        Assert.Empty(await ReceiveAsync());
        Assert.Equal(1, await CountAsync());

        await PassAsync(1.5 * Second);
        var second = Assert.Single(await ReceiveAsync());
        Assert.Equal((first.Id, 2), (second.Id, second.DequeueCount));
        Assert.NotEqual(first.Receipt, second.Receipt);

        Assert.False(await Queues.DeleteAsync(Queue, first, Cancellation));
        Assert.True(await Queues.DeleteAsync(Queue, second, Cancellation));
        Assert.False(await Queues.DeleteAsync(Queue, second, Cancellation));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_delayed_message_is_hidden_until_its_time()
    {
        await SendAsync("later", Second);
        await SendAsync("now", TimeSpan.Zero);
        Assert.Equal("now", Assert.Single(await ReceiveAsync()).Text);
        Assert.Equal(2, await CountAsync());

        await PassAsync(1.5 * Second);
        Assert.Equal("later", Assert.Single(await ReceiveAsync()).Text);
    }

    [Fact]
    public async Task At_most_the_asked_number_comes_and_each_message_to_one_receiver()
    {
        for (var n = 0; n < 10; n++)
            await SendAsync($"{n}");

        Assert.Equal(3, (await ReceiveAsync(3)).Count);
        var rest = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReceiveAsync(5)));
        Assert.Equal(7, rest.SelectMany(messages => messages).Select(message => message.Id).Distinct().Count());
        Assert.Equal(7, rest.Sum(messages => messages.Count));
    }

    [Fact]
    public async Task Queues_do_not_see_each_other()
    {
        await SendAsync("here");
        Assert.Empty(await Queues.ReceiveAsync(WorkQueue.PoisonOf(Queue), 1, Second, Cancellation));
        Assert.Single(await ReceiveAsync());
    }

    [Fact]
    public async Task The_largest_message_goes_through_and_a_larger_one_is_refused()
    {
        await SendAsync(new string('x', QueueLimits.TextBytes));
        await Assert.ThrowsAsync<ArgumentException>(() => SendAsync(new string('x', QueueLimits.TextBytes + 1)));
        await Assert.ThrowsAsync<ArgumentException>(() => SendAsync(new string('ä', QueueLimits.TextBytes / 2 + 1)));

        Assert.Equal(QueueLimits.TextBytes, Assert.Single(await ReceiveAsync()).Text.Length);
    }

    [Theory]
    [InlineData("Capital")]
    [InlineData("a--b")]
    [InlineData("-a-b")]
    [InlineData("ab")]
    [InlineData("under_score")]
    public async Task A_name_that_Azure_refuses_for_a_queue_is_refused(string queue) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Queues.SendAsync(queue, "text", cancellation: Cancellation));

    [Fact]
    public async Task A_delay_or_a_number_beyond_the_limits_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => SendAsync("text", QueueLimits.LongestDelay + Second));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => ReceiveAsync(0));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => ReceiveAsync(33));
    }
}
