using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Cost.Budgets.Gate;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost.Budgets;

public sealed class BudgetGateFailuresTests
{
    [Theory]
    [InlineData(OnError.Open, true, null)]
    [InlineData(OnError.Closed, false, "b")]
    public async Task Storage_that_hangs_is_answered_for_within_a_second_by_the_budget_s_mode(OnError mode, bool allowed, string? budget)
    {
        HangingTables? tables = null;
        await using var plant = new GatePlant(inner => tables = new HangingTables(inner));
        await plant.PutAsync(1m, onError: mode);
        Assert.True((await plant.ReserveAsync("a", 0.1m)).Allowed);

        tables!.Hangs = true;
        await AssertDegradedAsync("b"); // the budgets are known
        plant.Plant.Time.Advance(TimeSpan.FromMinutes(1));
        await AssertDegradedAsync("c"); // they were known

        tables.Hangs = false;
        plant.Plant.Time.Advance(TimeSpan.FromMinutes(1));
        var healed = await plant.ReserveAsync("d", 0.1m);
        Assert.Equal((true, false), (healed.Allowed, healed.Degraded));

        async Task AssertDegradedAsync(string id)
        {
            var asking = plant.ReserveAsync(id, 0.1m);
            plant.Plant.Time.Advance(BudgetGate.Patience);
            var answer = await asking;
            Assert.Equal((allowed, budget, true, "unavailable"), (answer.Allowed, answer.Budget, answer.Degraded, answer.Reason));
            Assert.True(BudgetGate.Patience < TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Storage_that_fails_is_answered_for_at_once_and_heals()
    {
        WatchedTables? tables = null;
        await using var plant = new GatePlant(inner => tables = new WatchedTables(inner));
        await plant.PutAsync(0.0001m);
        tables!.WritesFail = true;
        var refused = await plant.ReserveAsync("a", 0.00001m);
        Assert.Equal((false, true), (refused.Allowed, refused.Degraded));
        tables.WritesFail = false;
        Assert.False((await plant.ReserveAsync("a", 0.00001m)).Degraded);
    }

    [Fact]
    public async Task Storage_that_hangs_before_budgets_were_ever_read_is_answered_for_by_the_setting()
    {
        HangingTables? tables = null;
        await using var plant = new GatePlant(inner => tables = new HangingTables(inner));
        await plant.PutAsync(1m);
        tables!.Hangs = true;
        var asking = plant.ReserveAsync("a", 0.1m);
        plant.Plant.Time.Advance(BudgetGate.Patience);
        var answer = await asking;
        Assert.Equal((true, true), (answer.Allowed, answer.Degraded));
    }

    [Fact]
    public async Task A_reading_that_was_overtaken_overwrites_nothing()
    {
        await using var plant = new GatePlant();
        await plant.PutAsync(1m);
        await plant.ReserveAsync("a", 0.5m);
        await plant.ArriveAsync("a", 0.5m);
        var key = new LedgerKey("b", BudgetScope.Project, BudgetWindow.Hour, BudgetRules.WholeProject);
        var book = plant.Book;
        var before = (await book.ReadAsync("p1", [key.RowKey], CancellationToken.None))[key.RowKey];
        await plant.SettleAsync();
        // Somebody read before that and comes late: their row was taken under an older tag.
        await Assert.ThrowsAsync<RowConflictException>(() =>
            book.CommitAsync("p1", [], [], [before with { Readings = before.Readings + 1 }], CancellationToken.None)
        );
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(plant.SettleAsync)));
        Assert.Equal((PicoUsd.FromUsd(0.5m), PicoUsd.Zero), await plant.LedgerAsync());
    }

    private sealed class HangingTables(ITables inner) : ITables
    {
        public bool Hangs { get; set; }

        public Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default) =>
            Hangs ? new TaskCompletionSource<Row?>().Task : inner.FindAsync(table, partition, key, cancellation);

        public async IAsyncEnumerable<Row> ReadAsync(
            string table,
            RowRange range,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default
        )
        {
            if (Hangs)
                await new TaskCompletionSource().Task;
            await foreach (var row in inner.ReadAsync(table, range, cancellation))
                yield return row;
        }

        public Task<IReadOnlyList<string>> CommitAsync(
            string table,
            IReadOnlyList<RowChange> changes,
            CancellationToken cancellation = default
        ) => Hangs ? new TaskCompletionSource<IReadOnlyList<string>>().Task : inner.CommitAsync(table, changes, cancellation);
    }
}
