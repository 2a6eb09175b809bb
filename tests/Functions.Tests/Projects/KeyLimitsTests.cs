using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Projects;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Projects;

public sealed class KeyLimitsTests
{
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    [InlineData(5_000)]
    public void A_bucket_gives_one_seconds_worth_at_once_and_as_much_each_second(int perSecond)
    {
        var buckets = new TokenBuckets(time, perSecond);
        var given = 0;
        for (var tenth = 0; tenth < 50; tenth++)
        {
            while (buckets.TryTake("key", out _))
                given++;
            time.Advance(TimeSpan.FromSeconds(0.1));
        }

        // One burst and 4.9 seconds; a tenth may cut a token in two.
        Assert.InRange(given, (int)(perSecond * 5.9) - 1, (int)(perSecond * 5.9) + 1);
    }

    [Fact]
    public void An_empty_bucket_says_when_the_next_token_comes()
    {
        var buckets = new TokenBuckets(time, perSecond: 2);
        Assert.True(buckets.TryTake("key", out _));
        Assert.True(buckets.TryTake("key", out _));

        Assert.False(buckets.TryTake("key", out var wait));
        Assert.Equal(TimeSpan.FromSeconds(0.5), wait);
        time.Advance(wait);
        Assert.True(buckets.TryTake("key", out _));
        Assert.True(buckets.TryTake("another", out _));
    }

    [Fact]
    public void A_token_that_was_not_owed_comes_back()
    {
        var buckets = new TokenBuckets(time, perSecond: 1);
        for (var i = 0; i < 10; i++)
        {
            Assert.True(buckets.TryTake("key", out _));
            buckets.Return("key");
        }
    }

    [Fact]
    public void Idle_names_are_forgotten_and_made_up_ones_take_bounded_memory()
    {
        var buckets = new TokenBuckets(time, perSecond: 10, most: 100);
        for (var i = 0; i < 1_000; i++)
            buckets.TryTake($"name-{i}", out _);
        Assert.Equal(100, buckets.Count);
        Assert.False(buckets.TryTake("name-1000", out _));

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(buckets.TryTake("new", out _));
        Assert.Equal(1, buckets.Count);
    }

    [Fact]
    public void Threads_together_get_no_more_than_there_is()
    {
        var buckets = new TokenBuckets(time, perSecond: 1_000);
        var given = 0;

        Parallel.For(0, 10_000, _ => Interlocked.Add(ref given, buckets.TryTake("key", out var _) ? 1 : 0));

        Assert.Equal(1_000, given);
    }

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", true)]
    public void Addresses_of_one_network_share_their_wrong_keys(string one, string other, bool separate)
    {
        var limits = new KeyLimits(time, Options.Create(new KeyLimitOptions { WrongKeysPerSecond = 1 }));
        Assert.True(limits.TryUnknownKey(System.Net.IPAddress.Parse(one), out _));

        Assert.Equal(separate, limits.TryUnknownKey(System.Net.IPAddress.Parse(other), out _));
    }

    [Fact]
    public async Task A_key_over_its_limit_gets_429_with_the_time_to_wait_and_others_go_on()
    {
        await using var door = await Door.OpenAsync(settings: ("LlmMonitor:Limits:RequestsPerSecond", "3"));
        var (busy, calm) = (await door.KeyAsync(Project.DefaultId, Scope.Read), await door.KeyAsync(Project.DefaultId, Scope.Read));
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (await door.GetAsync("/api/v1/needs/read", busy)).Status);

        var over = await door.GetAsync("/api/v1/needs/read", busy);

        Assert.Equal((429, "application/problem+json", "1"), (over.Status, over.Type, over.Header("Retry-After")));
        Assert.Equal(200, (await door.GetAsync("/api/v1/needs/read", calm)).Status);
        door.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await door.GetAsync("/api/v1/needs/read", busy)).Status);
    }

    [Fact]
    public async Task A_flood_of_wrong_keys_stops_at_the_door_and_shuts_out_no_known_key()
    {
        await using var door = await Door.OpenAsync(settings: ("LlmMonitor:Limits:WrongKeysPerSecond", "5"));
        var known = await door.KeyAsync(Project.DefaultId, Scope.Read);
        Assert.Equal(200, (await door.GetAsync("/api/v1/needs/read", known)).Status);
        await door.Uses.FlushAsync();
        var before = door.Tables.Finds;

        var statuses = new List<int>();
        for (var i = 0; i < 100; i++)
            statuses.Add(
                (
                    await door.GetAsync(
                        "/api/v1/needs/read",
                        KeyRules.NewKeyText(KeyRules.NewId(Core.Tests.Projects.Dice.Seeded(i)), Core.Tests.Projects.Dice.Seeded(i))
                    )
                ).Status
            );

        Assert.Equal(5, statuses.Count(status => status == 401));
        Assert.Equal(95, statuses.Count(status => status == 429));
        Assert.Equal(5, door.Tables.Finds - before);
        Assert.Equal(200, (await door.GetAsync("/api/v1/needs/read", known)).Status);
        Assert.Equal(200, (await door.GetAsync("/api/v1/needs/read", Door.AdminKey)).Status);
    }

    [Fact]
    public async Task A_known_key_is_read_again_after_ten_seconds_even_in_a_flood()
    {
        await using var door = await Door.OpenAsync(settings: ("LlmMonitor:Limits:WrongKeysPerSecond", "1"));
        var (key, text) = await door.Keys.CreateAsync(Project.DefaultId, "app", Scope.Read, TestContext.Current.CancellationToken);
        await door.GetAsync("/api/v1/needs/read", text);
        door.Time.Advance(TimeSpan.FromSeconds(11));
        await door.GetAsync("/api/v1/needs/read", "wrong");
        Assert.Equal(429, (await door.GetAsync("/api/v1/needs/read", "wrong")).Status);

        Assert.Equal(200, (await door.GetAsync("/api/v1/needs/read", text)).Status);
        await door.Keys.RevokeAsync(key.KeyId, TestContext.Current.CancellationToken);
        Assert.NotEqual(200, (await door.GetAsync("/api/v1/needs/read", text)).Status);
    }

    [Fact]
    public async Task A_limit_out_of_its_range_stops_the_start() =>
        Assert.Contains(
            "RequestsPerSecond",
            (
                await Assert.ThrowsAsync<OptionsValidationException>(() =>
                    Door.OpenAsync(settings: ("LlmMonitor:Limits:RequestsPerSecond", "0"))
                )
            ).Message
        );
}
