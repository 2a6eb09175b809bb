using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Money;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost.Budgets;

public sealed class BudgetGateTests
{
    private static readonly PicoUsd Nothing = PicoUsd.Zero;

    [Fact]
    public async Task A_call_that_arrives_turns_what_was_held_for_it_into_what_it_cost()
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(1m);
        var answer = await plant.ReserveAsync("a", 0.8m);
        Assert.True(answer.Allowed);
        Assert.Equal((PicoUsd.FromUsd(0.2m), Plant.Noon.AddMinutes(10)), (answer.RemainingUsd!.Value, answer.ExpiresAt!.Value));
        Assert.False((await plant.ReserveAsync("b", 0.3m)).Allowed);

        await plant.ArriveAsync("a", 0.5m);
        Assert.True((await plant.ReserveAsync("b", 0.3m)).Allowed);
        Assert.Equal((PicoUsd.FromUsd(0.5m), PicoUsd.FromUsd(0.3m)), await plant.LedgerAsync());
    }

    [Fact]
    public async Task A_call_that_is_accepted_but_not_folded_is_held_still()
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(1m);
        await plant.ReserveAsync("a", 0.8m);
        await plant.Plant.WriteAsync(Plant.Call("a", usd: 0.5m));
        plant.Plant.Time.Advance(TimeSpan.FromMinutes(11)); // also beyond its expiry: the call came in time
        await plant.SettleAsync();
        Assert.Equal((Nothing, PicoUsd.FromUsd(0.8m)), await plant.LedgerAsync());

        await plant.Plant.FoldAllAsync();
        await plant.SettleAsync();
        Assert.Equal((PicoUsd.FromUsd(0.5m), Nothing), await plant.LedgerAsync());
    }

    [Fact]
    public async Task A_fold_that_died_between_claim_and_sum_holds_its_reservations_until_it_is_done_again()
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(1m);
        await plant.ReserveAsync("a", 0.8m);
        await plant.Plant.WriteAsync(Plant.Call("a", usd: 0.5m));
        await plant.Plant.Index.ClaimAsync(new SlotShard("p1", Slot.Of(Plant.Noon), 0), ["a"], CancellationToken.None);
        plant.Plant.Time.Advance(TimeSpan.FromSeconds(20));
        await plant.SettleAsync();
        Assert.Equal((Nothing, PicoUsd.FromUsd(0.8m)), await plant.LedgerAsync());
    }

    [Fact]
    public async Task What_no_call_came_for_is_free_again_after_its_time_and_a_late_call_just_counts()
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(1m);
        await plant.ReserveAsync("a", 0.8m);
        plant.Plant.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.False((await plant.ReserveAsync("b", 0.8m)).Allowed);
        plant.Plant.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.True((await plant.ReserveAsync("b", 0.8m)).Allowed);

        await plant.ArriveAsync("a", 0.8m); // nobody held this any more
        Assert.Equal((PicoUsd.FromUsd(0.8m), PicoUsd.FromUsd(0.8m)), await plant.LedgerAsync());
        Assert.False((await plant.ReserveAsync("c", 0.001m)).Allowed);
    }

    [Fact]
    public async Task What_nobody_reserved_counts_once_it_is_folded()
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(1m);
        Assert.True((await plant.ReserveAsync("a", 0.1m)).Allowed);
        await plant.ArriveAsync("stray", 0.95m);
        plant.Plant.Time.Advance(TimeSpan.FromSeconds(10));
        var refused = await plant.ReserveAsync("b", 0.1m);
        Assert.Equal((false, "b", "over_limit"), (refused.Allowed, refused.Budget, refused.Reason));
        Assert.Equal(Plant.Noon.AddMinutes(60), refused.RetryAt);
    }

    [Fact]
    public async Task The_same_id_is_held_once_and_another_call_under_it_is_refused()
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(1m);
        var first = await plant.ReserveAsync("a", 0.4m);
        var again = await plant.ReserveAsync("a", 0.4m);
        Assert.Equal((true, first.ReservationId, first.ExpiresAt), (again.Allowed, again.ReservationId, again.ExpiresAt));
        Assert.Equal((PicoUsd.FromUsd(0.6m), PicoUsd.FromUsd(0.6m)), (first.RemainingUsd, again.RemainingUsd));
        Assert.Equal("request_id_in_use", (await plant.ReserveAsync("a", 0.5m)).Reason);
        Assert.Equal("request_id_in_use", (await plant.ReserveAsync("a", 0.9m)).Reason); // which would not fit either
        Assert.Equal((Nothing, PicoUsd.FromUsd(0.4m)), await plant.LedgerAsync());

        var crowd = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => plant.ReserveAsync("b", 0.4m))));
        Assert.All(crowd, answer => Assert.True(answer.Allowed));
        Assert.Equal((Nothing, PicoUsd.FromUsd(0.8m)), await plant.LedgerAsync());
    }

    [Fact] // C11
    public async Task A_budget_of_nothing_blocks_everything_and_waiting_does_not_help()
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(0m);
        var answer = await plant.ReserveAsync("a", 0m);
        Assert.Equal((false, "b", (DateTimeOffset?)null), (answer.Allowed, answer.Budget, answer.RetryAt));
    }

    [Theory]
    [InlineData(OnError.Open, true, null)]
    [InlineData(OnError.Closed, false, "b")]
    public async Task A_model_without_a_price_goes_by_the_budget_s_mode(OnError mode, bool allowed, string? budget)
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(1m, onError: mode);
        var answer = await plant.ReserveAsync("a", 0.1m, model: "nobody-s-model");
        Assert.Equal((allowed, budget, "unpriced"), (answer.Allowed, answer.Budget, answer.Reason));
    }

    [Fact]
    public async Task A_soft_budget_blocks_nothing_and_holds_nothing()
    {
        await using var plant = new GatePlant();
        var answer = await plant.ReserveAsync("a", 10_000m);
        Assert.Equal((true, (string?)null, false), (answer.Allowed, answer.ReservationId, answer.Degraded));
    }

    [Fact]
    public async Task Ledgers_of_who_does_not_ask_any_more_are_forgotten_and_come_back_with_what_was_spent()
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(1m, BudgetWindow.Month, BudgetScope.User);
        await plant.ReserveAsync("a", 0.7m);
        await plant.ReserveAsync("b", 0.7m, user: "u2");
        await plant.ArriveAsync("a", 0.7m);
        await plant.SettleAsync();
        Assert.Equal(2, await TidyAsync(TimeSpan.FromHours(23)));
        Assert.Equal(1, await TidyAsync(TimeSpan.FromHours(2))); // what is held stays
        Assert.False((await plant.ReserveAsync("c", 0.4m)).Allowed);
        Assert.True((await plant.ReserveAsync("d", 0.3m)).Allowed);

        async Task<int> TidyAsync(TimeSpan after)
        {
            plant.Plant.Time.Advance(after);
            await plant.Settlement.TidyAsync("p1", CancellationToken.None);
            return await plant.Book.LedgersAsync("p1", CancellationToken.None).CountAsync();
        }
    }

    [Fact] // C2
    public async Task A_user_s_hour_rolls_on_and_each_user_has_one_of_their_own()
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(1m, scope: BudgetScope.User);
        for (var hour = 0; hour < 3; hour++)
        {
            Assert.True((await plant.ReserveAsync($"a{hour}", 0.9m)).Allowed);
            Assert.True((await plant.ReserveAsync($"b{hour}", 0.9m, user: "u2")).Allowed);
            await plant.ArriveAsync($"a{hour}", 0.9m);
            await plant.ArriveAsync($"b{hour}", 0.9m, user: "u2");
            Assert.False((await plant.ReserveAsync($"c{hour}", 0.9m)).Allowed);
            plant.Plant.Time.Advance(TimeSpan.FromMinutes(61));
        }
    }

    [Fact]
    public async Task A_day_ends_at_the_zone_s_midnight_and_what_is_held_over_it_still_counts()
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(1m, BudgetWindow.Day);
        await plant.ReserveAsync("a", 0.9m);
        await plant.ArriveAsync("a", 0.9m);
        plant.Plant.Time.SetUtcNow(Plant.Noon.AddHours(12).AddMinutes(-1));
        var refused = await plant.ReserveAsync("b", 0.9m);
        Assert.Equal((false, Plant.Noon.AddHours(12)), (refused.Allowed, refused.RetryAt!.Value));
        Assert.True((await plant.ReserveAsync("c", 0.1m)).Allowed);
        plant.Plant.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.False((await plant.ReserveAsync("d", 1m)).Allowed);
        Assert.True((await plant.ReserveAsync("e", 0.9m)).Allowed);
    }
}
