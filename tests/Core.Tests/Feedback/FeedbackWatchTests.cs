using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmMonitor.Core.Tests.Feedback;

public sealed class FeedbackWatchTests : IAsyncLifetime
{
    private static readonly RollupKey Chat = new("chat", "summary", "gpt-4o", "v1", CallOrigin.User);
    private readonly FeedbackPlant _plant = new();
    private FindingStore _findings = null!;
    private FeedbackWatch _watch = null!;

    public ValueTask InitializeAsync()
    {
        _findings = new FindingStore(_plant.Plant.Tables);
        _watch = new FeedbackWatch(_plant.Store, _plant.Plant.Reader, _findings, Options.Create(new FeedbackOptions()));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    [Fact] // F3
    public async Task A_drop_of_satisfaction_rings_for_its_endpoint_and_for_the_project()
    {
        await MonthAsync(today: i => i % 2 == 0);
        var verdicts = await RunAsync();
        Assert.Equal(
            ["endpoint:chat", "project"],
            verdicts
                .Where(one => one is { Rule: FeedbackWatch.SatisfactionDrop, State: VerdictState.Critical })
                .Select(one => one.Subject)
                .Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(
            verdicts,
            one => one is { Rule: FeedbackWatch.CorrectionRise, State: VerdictState.Critical or VerdictState.Warning }
        );
    }

    [Fact]
    public async Task A_quiet_month_rings_nothing()
    {
        await MonthAsync(today: i => i % 10 == 0);
        Assert.DoesNotContain(await RunAsync(), one => one.State is VerdictState.Critical or VerdictState.Warning);
    }

    [Fact] // F5
    public async Task One_user_alone_rings_nothing()
    {
        await MonthAsync(today: i => i % 10 == 0);
        for (var i = 0; i < 300; i++)
            await SaveAsync($"flood{i}", "flooder", true, Plant.Noon.AddHours(-14));
        Assert.DoesNotContain(await RunAsync(), one => one.State is VerdictState.Critical or VerdictState.Warning);
    }

    [Fact]
    public async Task Where_nobody_says_anything_no_finding_is_left()
    {
        await SaveAsync("r1", "u1", true, Plant.Noon.AddDays(-2));
        Assert.NotEmpty(await RunAsync());
        _plant.Plant.Time.Advance(TimeSpan.FromDays(60));
        Assert.Empty(await RunAsync());
    }

    /// <summary>20 ratings a day for four weeks, one of ten negative, and 60 yesterday.</summary>
    private async Task MonthAsync(Func<int, bool> today)
    {
        var day = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
        for (var back = 1; back <= 28; back++)
        for (var i = 0; i < 20; i++)
            await SaveAsync($"r{back}-{i}", $"u{i}", i % 10 == 0, day.AddDays(-back));
        for (var i = 0; i < 60; i++)
            await SaveAsync($"today-{i}", $"u{i}", today(i), day);
    }

    private Task SaveAsync(string id, string user, bool isBad, DateTimeOffset at) =>
        _plant.Store.SaveAsync(
            "p1",
            null,
            new(id, user)
            {
                Rating = isBad ? FeedbackType.ThumbsDown : FeedbackType.ThumbsUp,
                At = at,
                Call = new FeedbackCall(Chat, user),
            }
        );

    private async Task<IReadOnlyList<Verdict>> RunAsync()
    {
        var now = _plant.Plant.Time.GetUtcNow();
        await _watch.RunAsync(_plant.Plant.Project, now, CancellationToken.None);
        return await _findings.ReadAsync("p1", now);
    }
}
