using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Cost.Budgets.Gate;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost.Budgets;

public sealed class LedgerRulesTests
{
    private static readonly DateTimeOffset Noon = Plant.Noon;

    [Fact]
    public void Each_that_is_allowed_counts_before_the_next_and_a_smaller_one_may_still_fit()
    {
        var answers = Decide(limit: 1m, Ledger(), ("a", 0.6m), ("b", 0.6m), ("c", 0.4m), ("d", 0.000001m)).Answers;
        Assert.Equal([true, false, true, false], answers.Values.Select(answer => answer.Allowed));
        Assert.Equal(PicoUsd.FromUsd(0.4m), answers["a"].RemainingUsd);
    }

    [Fact] // C11
    public void A_limit_of_nothing_blocks_even_what_costs_nothing() =>
        Assert.False(Decide(limit: 0m, Ledger(), ("a", 0m)).Answers["a"].Allowed);

    [Theory]
    [InlineData(BudgetWindow.Hour, "0.3", "12:20")] // when the minute 11:20 has left
    [InlineData(BudgetWindow.Hour, "0.6", "12:50")] // when 11:50 has left as well
    [InlineData(BudgetWindow.Hour, "1.5", null)] // never
    [InlineData(BudgetWindow.Day, "0.3", "00:00")]
    public void Retry_is_when_enough_has_left_the_window(BudgetWindow window, string amount, string? at)
    {
        var settled = new SettledSpend(
            new Dictionary<Minute, PicoUsd>
            {
                [Minute.Of(Noon.AddMinutes(-40))] = PicoUsd.FromUsd(0.4m),
                [Minute.Of(Noon.AddMinutes(-10))] = PicoUsd.FromUsd(0.5m),
            }
        );
        var retry = LedgerRules.RetryAt(
            Ledger(window) with
            {
                Settled = settled,
            },
            PicoUsd.FromUsd(1),
            PicoUsd.Parse(amount),
            Noon,
            TimeZoneInfo.Utc
        );
        Assert.Equal(at, retry?.ToString("HH:mm"));
    }

    [Fact]
    public void Where_only_reservations_stand_in_the_way_retry_is_soon()
    {
        var full = Ledger() with { Reserved = PicoUsd.FromUsd(1) };
        Assert.Equal(Noon + LedgerRules.SettlesWithin, Decide(limit: 1m, full, ("a", 0.5m)).Answers["a"].RetryAt);
    }

    [Fact]
    public void What_was_settled_leaves_a_sliding_hour_after_60_whole_minutes()
    {
        var spent = new SettledSpend(new Dictionary<Minute, PicoUsd> { [Minute.Of(Noon)] = PicoUsd.FromUsd(1) });
        var ledger = Ledger() with { Settled = SettledSpend.FromBytes(spent.ToBytes()) };
        Assert.Equal(PicoUsd.FromUsd(1), ledger.UsedAt(Minute.Of(Noon.AddMinutes(59)), TimeZoneInfo.Utc));
        Assert.Equal(PicoUsd.Zero, ledger.UsedAt(Minute.Of(Noon.AddMinutes(60)), TimeZoneInfo.Utc));
    }

    private static Ledger Ledger(BudgetWindow window = BudgetWindow.Hour) =>
        new(new LedgerKey("b", BudgetScope.Project, window, "project"));

    private static Decision Decide(decimal limit, Ledger ledger, params (string Id, decimal Usd)[] asks) =>
        LedgerRules.Decide(
            [.. asks.Select(ask => new Ask(ask.Id, PicoUsd.FromUsd(ask.Usd), [new Hold(ledger.Key, PicoUsd.FromUsd(limit))]))],
            new Dictionary<string, Ledger> { [ledger.Key.RowKey] = ledger },
            Noon,
            Noon.AddMinutes(10),
            TimeZoneInfo.Utc
        );
}
