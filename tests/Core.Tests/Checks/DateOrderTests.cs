using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Checks;

public sealed class DateOrderTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly SqliteFile _file = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("en-US", DateOrder.MonthFirst)]
    [InlineData("en_us", DateOrder.MonthFirst)]
    [InlineData("en-GB", DateOrder.DayFirst)]
    [InlineData("de", DateOrder.DayFirst)]
    [InlineData("pt-BR", DateOrder.DayFirst)]
    [InlineData("en", DateOrder.Unknown)]
    [InlineData("ja-JP", DateOrder.Unknown)]
    [InlineData("English, please", DateOrder.Unknown)]
    [InlineData(null, DateOrder.Unknown)]
    public void A_locale_says_which_part_comes_first(string? locale, DateOrder order) => Assert.Equal(order, DateOrderRules.Of(locale));

    [Theory]
    [InlineData(19, 0, 0, DateOrder.Unknown)]
    [InlineData(20, 0, 0, DateOrder.DayFirst)]
    [InlineData(0, 20, 0, DateOrder.MonthFirst)]
    [InlineData(99, 1, 0, DateOrder.DayFirst)]
    [InlineData(98, 1, 1, DateOrder.Mixed)]
    [InlineData(50, 50, 0, DateOrder.Mixed)]
    [InlineData(0, 0, 0, DateOrder.Unknown)]
    public void Documents_prove_an_order_when_they_are_many_and_agree(long dayFirst, long monthFirst, long mixed, DateOrder order) =>
        Assert.Equal(order, DateOrderRules.Learnt(dayFirst, monthFirst, mixed));

    [Fact]
    public async Task An_hour_that_is_learnt_twice_counts_once_and_an_old_day_no_longer()
    {
        var time = new FakeTimeProvider(Noon);
        var store = new DateOrderStore(new SqliteTables(_file.Database), time);
        (string?, string?, DateOrder)[] twelve = [.. Enumerable.Repeat(((string?)"a/b", (string?)null, DateOrder.DayFirst), 12)];

        await store.LearnAsync("p", Noon, twelve, Cancel);
        await store.LearnAsync("p", Noon, twelve, Cancel);
        Assert.Equal(DateOrder.Unknown, (await store.RecentAsync("p", Cancel)).Of("a/b", null));

        await store.LearnAsync("p", Noon.AddHours(1), twelve, Cancel);
        Assert.Equal(DateOrder.DayFirst, (await store.RecentAsync("p", Cancel)).Of("a/b", null));
        Assert.Equal(DateOrder.Unknown, (await store.RecentAsync("p", Cancel)).Of("a/b", "other"));

        await store.LearnAsync("p", Noon.AddDays(91), [("a/b", null, DateOrder.DayFirst)], Cancel);
        Assert.Equal(DateOrder.Unknown, (await store.RecentAsync("p", Cancel)).Of("a/b", null));
    }

    [Fact]
    public async Task Names_of_any_length_have_a_key()
    {
        var store = new DateOrderStore(new SqliteTables(_file.Database), new FakeTimeProvider(Noon));
        var (endpoint, feature) = (new string('ü', 256), new string('ß', 256));
        await store.LearnAsync("p", Noon, Enumerable.Repeat(((string?)endpoint, (string?)feature, DateOrder.MonthFirst), 30), Cancel);
        Assert.Equal(DateOrder.MonthFirst, (await store.RecentAsync("p", Cancel)).Of(endpoint, feature));
    }
}
