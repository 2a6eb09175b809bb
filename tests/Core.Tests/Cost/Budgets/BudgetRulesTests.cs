using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost.Budgets;

public sealed class BudgetRulesTests
{
    private static readonly Budget Good = new("b", BudgetScope.User, Budget.Each, PicoUsd.FromUsd(1), BudgetWindow.Hour);

    [Fact] // C11
    public void A_negative_limit_is_refused_by_name_and_none_at_all_is_a_limit()
    {
        Assert.Equal("limit_usd", Assert.Single(BudgetRules.Check(Good with { Limit = PicoUsd.FromUsd(-0.01m) })).Field);
        Assert.Empty(BudgetRules.Check(Good with { Limit = PicoUsd.Zero }));
        Assert.Null(BudgetRules.LevelOf(PicoUsd.Zero, PicoUsd.Zero, [0.8m]));
        Assert.Equal(1, BudgetRules.LevelOf(new PicoUsd(1), PicoUsd.Zero, [0.8m]));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-0.5, false)]
    [InlineData(1.01, false)]
    [InlineData(0.01, true)]
    [InlineData(1, true)]
    public void A_warn_level_is_a_share_of_the_limit(double level, bool isGood) =>
        Assert.Equal(isGood, BudgetRules.Check(Good with { WarnAt = [(decimal)level] }).Count == 0);

    [Fact]
    public void Every_fault_is_named_at_once() =>
        Assert.Equal(
            ["name", "limit_usd", "match", "warn_at"],
            BudgetRules
                .Check(new Budget("a/b", BudgetScope.Project, "u1", PicoUsd.FromUsd(-1), BudgetWindow.Day) { WarnAt = [2] })
                .Select(fault => fault.Field)
        );

    [Theory] // C12
    [InlineData("0", null)]
    [InlineData("0.799999999999", null)]
    [InlineData("0.8", 0.8)]
    [InlineData("0.999999999999", 0.8)]
    [InlineData("1", 1.0)]
    [InlineData("50", 1.0)]
    public void A_level_is_reached_by_reaching_it_exactly(string used, double? level) =>
        Assert.Equal((decimal?)level, BudgetRules.LevelOf(PicoUsd.Parse(used), PicoUsd.FromUsd(1), [0.8m, 1m]));

    [Theory]
    [InlineData(BudgetScope.Project, "*", "project")]
    [InlineData(BudgetScope.User, "*", "u1")]
    [InlineData(BudgetScope.User, "u1", "u1")]
    [InlineData(BudgetScope.User, "u2", null)]
    [InlineData(BudgetScope.Feature, "*", null)] // the call names none
    [InlineData(BudgetScope.Feature, "(none)", "(none)")]
    [InlineData(BudgetScope.Model, "gpt-4o", "gpt-4o")]
    public void A_budget_concerns_whom_it_matches(BudgetScope scope, string match, string? subject) =>
        Assert.Equal(subject, BudgetRules.SubjectOf(Good with { Scope = scope, Match = match }, "u1", null, "gpt-4o"));

    [Theory]
    [InlineData(BudgetWindow.Hour, "2026-11-23T11:30Z", "2026-11-23T10:31Z", "2026-11-23T11:31Z")]
    [InlineData(BudgetWindow.Hour, "2026-10-25T00:59Z", "2026-10-25T00:00Z", "2026-10-25T01:00Z")] // clocks go back: an hour stays an hour
    [InlineData(BudgetWindow.Day, "2026-11-23T22:59Z", "2026-11-22T23:00Z", "2026-11-23T23:00Z")]
    [InlineData(BudgetWindow.Day, "2026-11-23T23:00Z", "2026-11-23T23:00Z", "2026-11-24T23:00Z")]
    [InlineData(BudgetWindow.Day, "2026-03-29T12:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z")] // 23 hours
    [InlineData(BudgetWindow.Day, "2026-10-25T12:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z")] // 25 hours
    [InlineData(BudgetWindow.Month, "2026-10-31T12:00Z", "2026-09-30T22:00Z", "2026-10-31T23:00Z")]
    [InlineData(BudgetWindow.Month, "2026-12-31T23:00Z", "2026-12-31T23:00Z", "2027-01-31T23:00Z")]
    public void A_window_is_that_of_the_project_s_zone(BudgetWindow window, string at, string from, string before)
    {
        var span = BudgetRules.SpanOf(window, MinuteOf(at), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal((MinuteOf(from), MinuteOf(before)), span);
    }

    private static Minute MinuteOf(string time) => Minute.Of(DateTimeOffset.Parse(time));
}
