using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Drift;
using Xunit;

namespace LlmMonitor.Core.Tests.Drift;

public sealed class OutputFeedTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = Plant.Noon;
    private readonly Plant _plant = new();
    private readonly OutputFeed _feed;

    public OutputFeedTests() => _feed = new OutputFeed(_plant.Calls, _plant.Index);

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    private static LlmCall Said(string id, DateTimeOffset at) => Plant.Call(id, at) with { Shape = OutputShape.Of("Paris.").Pack() };

    /// <summary>One run as of now: the ids in the order in which they are fed, and where the next run begins.</summary>
    private async Task<(string[] Ids, FeedCursor End)> RunAsync(FeedCursor? since, TimeSpan? lag = null)
    {
        var now = _plant.Time.GetUtcNow();
        var chunks = await _feed
            .ReadAsync("p1", since, Noon.AddDays(-90), now - (lag ?? TimeSpan.Zero), now, CancellationToken.None)
            .ToListAsync(TestContext.Current.CancellationToken);
        return ([.. chunks.SelectMany(chunk => chunk.Outputs).Select(output => output.RequestId)], chunks[^1].End);
    }

    [Fact]
    public async Task Outputs_come_in_the_order_of_their_time_then_of_their_id()
    {
        await _plant.WriteAsync(Said("late", Noon), Said("b", Noon.AddHours(-2)), Said("a", Noon.AddHours(-2)));
        await _plant.FoldAllAsync();

        Assert.Equal(["a", "b", "late"], (await RunAsync(null)).Ids);
    }

    [Fact]
    public async Task Each_output_is_read_by_one_run_and_one_behind_the_watermark_by_the_next()
    {
        await _plant.WriteAsync(Said("a", Noon));
        await _plant.FoldAllAsync();
        var (first, end) = await RunAsync(null);
        await _plant.WriteAsync(Said("ahead", _plant.Time.GetUtcNow().AddMinutes(5)), Said("b", _plant.Time.GetUtcNow()));
        await _plant.FoldAllAsync();
        var (second, next) = await RunAsync(end);
        _plant.Time.Advance(TimeSpan.FromMinutes(30));

        var (third, _) = await RunAsync(next);

        Assert.Equal(["a"], first);
        Assert.Equal(["b"], second);
        Assert.Equal(["ahead"], third);
    }

    [Fact]
    public async Task Only_what_users_got_is_fed()
    {
        await _plant.WriteAsync(
            Said("user", Noon),
            Said("canary", Noon) with
            {
                Origin = CallOrigin.Canary,
            },
            Said("failed", Noon) with
            {
                Error = new CallError(CallErrorType.Server, 500, null),
            },
            Plant.Call("silent", Noon)
        );
        await _plant.FoldAllAsync();

        Assert.Equal(["user"], (await RunAsync(null)).Ids);
    }

    [Fact]
    public async Task A_slot_that_is_still_open_is_left_for_the_next_run()
    {
        await _plant.WriteAsync(Said("a", Noon));

        var (first, end) = await RunAsync(null);
        await _plant.FoldAllAsync();
        var (second, _) = await RunAsync(end);

        Assert.Empty(first);
        Assert.Equal(["a"], second);
    }
}
