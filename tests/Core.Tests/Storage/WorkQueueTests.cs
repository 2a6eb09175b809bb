using System.Diagnostics;
using System.Text.Json;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Storage;

public sealed class WorkQueueTests : IDisposable, ILogger<WorkQueue>
{
    private readonly SqliteFile file = new();
    private readonly FakeTimeProvider time = new();
    private readonly SqliteQueues queues;
    private readonly WorkQueue work;
    private readonly List<(LogLevel Level, string Line)> log = [];

    public WorkQueueTests()
    {
        queues = new SqliteQueues(file.Database, time);
        work = new WorkQueue(queues, this);
    }

    private sealed record FoldSlot(string ProjectId, string SlotKey, int Shard);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => file.Dispose();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => log.Add((logLevel, formatter(state, exception)));

    private Task SendAsync() => work.SendAsync("slots", new FoldSlot("p1", "10:00 'ä'", 3), "p1", cancellation: Cancellation);

    private async Task<string?> TakeAsync(string queue = "slots")
    {
        var messages = await queues.ReceiveAsync(queue, 1, TimeSpan.FromMinutes(1), Cancellation);
        if (messages.Count == 0)
            return null;
        await queues.DeleteAsync(queue, messages[0], Cancellation);
        return messages[0].Text;
    }

    private Task RunAsync(string text, Func<FoldSlot, CancellationToken, Task> step) => work.RunAsync("slots", text, step, Cancellation);

    private static Task Fail(FoldSlot slot, CancellationToken cancellation) => throw new InvalidOperationException("The store\nis away.");

    [Fact]
    public async Task The_work_gets_what_was_sent()
    {
        await SendAsync();
        FoldSlot? got = null;
        await RunAsync((await TakeAsync())!, (slot, _) => Task.FromResult(got = slot));

        Assert.Equal(new FoldSlot("p1", "10:00 'ä'", 3), got);
        Assert.Null(await TakeAsync());
        Assert.Empty(log);
    }

    [Fact]
    public async Task No_name_of_the_envelope_can_override_the_metadata_of_a_queue()
    {
        await SendAsync();
        var envelope = JsonDocument.Parse((await TakeAsync())!).RootElement;

        Assert.All(envelope.EnumerateObject(), property => Assert.StartsWith("lm_", property.Name, StringComparison.Ordinal));
        Assert.Equal("p1", envelope.GetProperty("lm_body").GetProperty("project_id").GetString());
        Assert.Equal(1, envelope.GetProperty("lm_attempt").GetInt32());
    }

    [Fact]
    public async Task A_bare_body_is_taken_too()
    {
        FoldSlot? got = null;
        await RunAsync("""{"project_id":"p2","slot_key":"11:00","shard":0}""", (slot, _) => Task.FromResult(got = slot));
        Assert.Equal(new FoldSlot("p2", "11:00", 0), got);
    }

    [Fact]
    public async Task Work_that_fails_comes_again_later_and_later_for_a_day_and_is_then_set_aside()
    {
        await SendAsync();
        var text = await TakeAsync();
        var start = time.GetUtcNow();
        for (var attempt = 1; attempt < WorkRules.MostAttempts; attempt++)
        {
            await RunAsync(text!, Fail);
            time.Advance(WorkRules.DelayAfter(attempt)!.Value - TimeSpan.FromSeconds(1));
            Assert.Null(await TakeAsync());
            time.Advance(TimeSpan.FromSeconds(1));
            text = await TakeAsync();
            Assert.Contains($"\"lm_attempt\":{attempt + 1},", text, StringComparison.Ordinal);
        }
        Assert.InRange(time.GetUtcNow() - start, TimeSpan.FromHours(23), TimeSpan.FromHours(24));

        await RunAsync(text!, Fail);
        Assert.Equal(0, await queues.CountAsync("slots", Cancellation));
        Assert.Equal(text, await TakeAsync("slots-poison"));
        Assert.Equal(LogLevel.Error, log[^1].Level);
    }

    [Fact]
    public async Task A_failure_is_one_line_without_the_body()
    {
        await SendAsync();
        await RunAsync((await TakeAsync())!, Fail);

        var (level, line) = Assert.Single(log);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Equal(
            "Work from slots (FoldSlot of project p1, try 1) failed: InvalidOperationException: The store is away. "
                + "Tried again in 00:00:10.",
            line
        );
    }

    [Fact]
    public async Task What_no_try_can_mend_is_set_aside_at_once()
    {
        await SendAsync();
        var text = (await TakeAsync())!;
        await RunAsync(text, (_, _) => throw new FinalWorkException("The project was deleted."));

        Assert.Equal(text, await TakeAsync("slots-poison"));
        Assert.Equal(0, await queues.CountAsync("slots", Cancellation));
        Assert.Equal(LogLevel.Error, Assert.Single(log).Level);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("""{"lm_body":null}""")]
    [InlineData("""{"lm_body":{"shard":"three"},"lm_attempt":1}""")]
    public async Task A_message_that_cannot_be_read_is_set_aside(string text)
    {
        await RunAsync(text, (_, _) => throw new InvalidOperationException("never called"));

        Assert.Equal(text, await TakeAsync("slots-poison"));
        Assert.DoesNotContain("never called", Assert.Single(log).Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_work_is_left_to_the_queue()
    {
        await SendAsync();
        var text = (await TakeAsync())!;
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            work.RunAsync<FoldSlot>(
                "slots",
                text,
                async (_, token) =>
                {
                    await stop.CancelAsync();
                    token.ThrowIfCancellationRequested();
                },
                stop.Token
            )
        );

        Assert.Equal(0, await queues.CountAsync("slots", Cancellation));
        Assert.Empty(log);
    }

    [Fact]
    public async Task A_timeout_inside_the_work_is_a_failure_like_another()
    {
        await SendAsync();
        await RunAsync((await TakeAsync())!, (_, _) => throw new TaskCanceledException("The request took over 100 s."));
        Assert.Equal(1, await queues.CountAsync("slots", Cancellation));
    }

    [Fact]
    public async Task The_trace_of_the_sender_goes_on_in_the_work_and_in_what_it_sends()
    {
        using (var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start())
        {
            await SendAsync();
            var sent = request.TraceId;
            request.Stop();

            ActivityTraceId? seen = null;
            await RunAsync(
                (await TakeAsync())!,
                async (_, _) =>
                {
                    seen = Activity.Current?.TraceId;
                    await SendAsync();
                }
            );

            Assert.Equal(sent, seen);
            Assert.Contains(sent.ToString(), await TakeAsync(), StringComparison.Ordinal);
        }
    }
}
