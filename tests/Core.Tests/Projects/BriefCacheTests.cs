using LlmMonitor.Core.Projects;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Projects;

public sealed class BriefCacheTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Many_readers_of_one_key_share_one_load()
    {
        var cache = new BriefCache<string>(time, TimeSpan.FromSeconds(10), most: 10);
        var answer = new TaskCompletionSource<string?>();
        var loads = 0;
        var readers = Enumerable.Range(0, 20).Select(_ => cache.GetAsync("a", Load, Cancel).AsTask()).ToList();

        answer.SetResult("value");

        Assert.All(await Task.WhenAll(readers), value => Assert.Equal("value", value));
        Assert.Equal(1, loads);

        Task<string?> Load()
        {
            loads++;
            return answer.Task;
        }
    }

    [Fact]
    public async Task A_reader_that_gives_up_spoils_nothing_for_the_others()
    {
        var cache = new BriefCache<string>(time, TimeSpan.FromSeconds(10), most: 10);
        var answer = new TaskCompletionSource<string?>();
        using var impatient = new CancellationTokenSource();
        var first = cache.GetAsync("a", () => answer.Task, impatient.Token).AsTask();
        var second = cache.GetAsync("a", () => answer.Task, Cancel).AsTask();

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult("value");

        Assert.Equal("value", await second);
    }

    [Fact]
    public async Task A_load_that_began_before_a_write_is_not_what_later_readers_get()
    {
        var cache = new BriefCache<string>(time, TimeSpan.FromSeconds(10), most: 10);
        var slow = new TaskCompletionSource<string?>();
        var early = cache.GetAsync("a", () => slow.Task, Cancel).AsTask();

        cache.Forget("a");
        slow.SetResult("old");
        await early;

        Assert.Equal("new", await cache.GetAsync("a", () => Task.FromResult<string?>("new"), Cancel));
    }

    [Fact]
    public async Task Made_up_keys_take_bounded_memory_and_drive_out_no_real_one()
    {
        var cache = new BriefCache<string>(time, TimeSpan.FromSeconds(10), most: 100);
        await cache.GetAsync("real", () => Task.FromResult<string?>("value"), Cancel);
        var loads = 0;
        for (var i = 0; i < 1_000; i++)
            await cache.GetAsync($"made-up-{i}", () => Task.FromResult<string?>(null), Cancel);

        await cache.GetAsync("real", () => Task.FromResult<string?>($"again {++loads}"), Cancel);

        Assert.Equal(0, loads);
        Assert.InRange(cache.Count, 1, 101);
    }
}
