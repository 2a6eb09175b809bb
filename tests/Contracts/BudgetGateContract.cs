using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Cost.Budgets.Gate;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmMonitor.Contracts;

/// <summary>What a hard budget promises over any storage.</summary>
public abstract class BudgetGateContract
{
    protected abstract ITables Tables { get; }

    [Fact]
    public async Task Two_instances_with_200_callers_each_give_out_the_whole_limit_and_no_more()
    {
        var tables = Tables;
        var project = new Project("crowd", "Crowd", PatientTime.Noon);
        var limit = PicoUsd.FromUsd(1);
        var gates = new[] { Gate(tables, 1), Gate(tables, 2) };
        var store = new BudgetStore(tables, new PatientTime(), Options.Create(new BudgetOptions()));
        await store.PutAsync(project.Id, Hard("all", BudgetScope.Project, 1m), CancellationToken.None);
        await store.PutAsync(project.Id, Hard("each", BudgetScope.User, 0.2m), CancellationToken.None);
        await store.PutAsync(project.Id, Hard("model", BudgetScope.Model, 5m), CancellationToken.None);

        // 0.0025 to 0.0125 USD each, three USD in all: three times the limit.
        var dice = new Random(7);
        var calls = Enumerable.Range(0, 400).Select(n => Call($"c{n}", $"u{n % 12}", dice.Next(1000, 5000))).ToArray();
        var answers = await Task.WhenAll(calls.Select((call, n) => Task.Run(() => gates[n % 2].ReserveAsync(project, call))));

        var held = Sum(answers.Index().Where(answer => answer.Item.Allowed).Select(answer => PriceOf(calls[answer.Index])));
        Assert.All(answers, answer => Assert.False(answer.Degraded));
        Assert.True(held <= limit, $"{held} of {limit} USD were given out.");
        Assert.True(held.ToDecimal() >= 0.95m * limit.ToDecimal(), $"Only {held} of {limit} USD were given out.");
        Assert.All(answers, answer => Assert.Equal(answer.Allowed, answer.Budget is null));
        foreach (var user in answers.Index().Where(answer => answer.Item.Allowed).GroupBy(answer => calls[answer.Index].UserId))
            Assert.True(Sum(user.Select(answer => PriceOf(calls[answer.Index]))) <= PicoUsd.FromUsd(0.2m));

        // What the ledger holds is what its reservations hold, to the last pico-dollar.
        var book = new LedgerBook(tables);
        var reservations = new List<Reservation>();
        await foreach (var reservation in book.ReservationsAsync(project.Id, CancellationToken.None))
            reservations.Add(reservation);
        var key = new LedgerKey("all", BudgetScope.Project, BudgetWindow.Hour, BudgetRules.WholeProject).RowKey;
        var ledger = (await book.ReadAsync(project.Id, [key], CancellationToken.None))[key];
        Assert.Equal(held, ledger.Reserved);
        Assert.Equal(held, Sum(reservations.Select(reservation => reservation.Amount)));
    }

    [Fact]
    public async Task A_commit_that_another_instance_won_is_decided_anew()
    {
        var tables = new WatchedTables(Tables);
        var project = new Project("race", "Race", PatientTime.Noon);
        var store = new BudgetStore(tables, new PatientTime(), Options.Create(new BudgetOptions()));
        await store.PutAsync(project.Id, Hard("all", BudgetScope.Project, 0.01m), CancellationToken.None);
        var (ours, theirs) = (Gate(tables, 1), Gate(Tables, 2));
        Assert.True((await ours.ReserveAsync(project, Call("a", "u1", 400))).Allowed);
        tables.BeforeCommit = async () => Assert.True((await theirs.ReserveAsync(project, Call("theirs", "u1", 2400))).Allowed);
        var refused = await ours.ReserveAsync(project, Call("b", "u1", 2400));
        Assert.Equal((false, false), (refused.Allowed, refused.Degraded));
        Assert.True((await ours.ReserveAsync(project, Call("c", "u1", 1200))).Allowed);
    }

    [Fact]
    public async Task While_200_callers_reserve_and_their_calls_settle_nothing_goes_beyond_the_limit()
    {
        const int Callers = 200;
        const int MostRounds = 12;
        var (tables, time, project) = (Tables, new PatientTime(), new Project("busy", "Busy", PatientTime.Noon));
        var limit = PicoUsd.FromUsd(1);
        await new BudgetStore(tables, time, Options.Create(new BudgetOptions())).PutAsync(
            project.Id,
            Hard("all", BudgetScope.Project, 1m),
            CancellationToken.None
        );
        var instances = new[] { Instance.Of(tables, time, 1), Instance.Of(tables, time, 2) };
        var (arrived, open, gate) = (PicoUsd.Zero, new Dictionary<string, PicoUsd>(), new Lock());
        var coming = new List<LlmCall>();
        bool IsNearlyUsed() => arrived.ToDecimal() >= 0.95m * limit.ToDecimal();
        for (var round = 0; (round < MostRounds && !IsNearlyUsed()) || coming.Count > 0; round++)
        {
            var (now, arriving, callers) = (round, coming, round < MostRounds && !IsNearlyUsed() ? Callers : 0);
            // A call costs what was held for it, or a half.
            coming = [];
            var settling = instances.Select(one => Task.Run(() => one.Settlement.ReleaseAsync(project, _ => true, CancellationToken.None)));
            var folding = arriving
                .Chunk(20)
                .Select(
                    (calls, shard) =>
                        Task.Run(async () =>
                        {
                            await FoldAsync(tables, time, new SlotShard(project.Id, Slot.Of(time.GetUtcNow()), shard), calls);
                            lock (gate)
                                foreach (var call in calls)
                                {
                                    arrived += call.Cost.Usd!.Value;
                                    open.Remove(call.RequestId);
                                }
                        })
                );
            var asking = Enumerable
                .Range(0, callers)
                .Select(n =>
                    Task.Run(async () =>
                    {
                        var call = Call($"r{now}-{n}", $"u{n % 12}", 1000 + n * 37 % 4000) with { Timestamp = time.GetUtcNow() };
                        var answer = await instances[n % 2].Gate.ReserveAsync(project, call);
                        Assert.False(answer.Degraded);
                        if (!answer.Allowed)
                            return;
                        var (held, cost) = (
                            PriceOf(call),
                            PriceOf(call with { Usage = new TokenUsage((1000 + n * 37 % 4000) / (1 + n % 2), 0) })
                        );
                        lock (gate)
                        {
                            open[call.RequestId] = held;
                            coming.Add(call with { Cost = new CallCost(cost, null, "openai/gpt-4o", null, "test") });
                            Assert.True(
                                arrived + Sum(open.Values) <= limit,
                                $"{arrived} settled and {Sum(open.Values)} held of {limit} USD."
                            );
                        }
                    })
                );
            await Task.WhenAll([.. settling, .. folding, .. asking]);
            time.Pass(TimeSpan.FromSeconds(8));
        }
        Assert.True(IsNearlyUsed(), $"Only {arrived} of {limit} USD were used.");

        // What is over at last: all of it is settled, exactly, and nothing is held.
        await instances[0].Settlement.ReleaseAsync(project, _ => true, CancellationToken.None);
        var key = new LedgerKey("all", BudgetScope.Project, BudgetWindow.Hour, BudgetRules.WholeProject);
        await instances[1].Settlement.FreshenAsync(project, [key], TimeSpan.Zero, CancellationToken.None);
        var ledger = (await new LedgerBook(tables).ReadAsync(project.Id, [key.RowKey], CancellationToken.None))[key.RowKey];
        Assert.Equal((arrived, PicoUsd.Zero), (ledger.SettledAt(Minute.Of(time.GetUtcNow()), TimeZoneInfo.Utc), ledger.Reserved));
    }

    /// <summary>Leaves behind what folding a slot does.</summary>
    private static async Task FoldAsync(ITables tables, TimeProvider time, SlotShard place, IReadOnlyList<LlmCall> calls)
    {
        var folded = new FoldedCalls();
        foreach (var call in calls)
            folded.Add(call, RollupKey.Of(call));
        await tables.PutAllAsync(CallTables.Markers, [new Row(place.ProjectId, place.Key, Row.NoValues)], CancellationToken.None);
        await new CallIndex(tables).ClaimAsync(place, [.. calls.Select(call => call.RequestId)], CancellationToken.None);
        await new RollupDeltas(tables, time).WriteAsync(place, folded, CancellationToken.None);
        await tables.CommitAsync(CallTables.Markers, [RowChange.Delete(place.ProjectId, place.Key)], CancellationToken.None);
    }

    private static Budget Hard(string name, BudgetScope scope, decimal usd) =>
        new(name, scope, Budget.Each, PicoUsd.FromUsd(usd), BudgetWindow.Hour) { Hard = true, OnError = OnError.Closed };

    private static LlmCall Call(string id, string user, long tokens) =>
        new()
        {
            RequestId = id,
            Timestamp = PatientTime.Noon,
            UserId = user,
            Provider = "openai",
            Model = "gpt-4o",
            Usage = new TokenUsage(tokens, 0),
        };

    private static PicoUsd PriceOf(LlmCall call) => PicoUsd.FromUsd(call.Usage.Input!.Value * 2.5m / 1_000_000);

    private static PicoUsd Sum(IEnumerable<PicoUsd> amounts) => amounts.Aggregate(PicoUsd.Zero, (sum, amount) => sum + amount);

    private static BudgetGate Gate(ITables tables, int seed) => Instance.Of(tables, new PatientTime(), seed).Gate;

    private sealed record Instance(BudgetGate Gate, Settlement Settlement)
    {
        public static Instance Of(ITables tables, TimeProvider time, int seed)
        {
            var options = Options.Create(new BudgetOptions());
            var book = new LedgerBook(tables);
            var reader = new SettledReader(new RollupReader(tables), new UserSpendReader(tables));
            var settlement = new Settlement(book, reader, new CallIndex(tables), tables, time);
            var store = new BudgetStore(tables, time, options);
            return new(new(store, book, settlement, PriceTable.Embedded, time, new Random(seed).NextBytes, options), settlement);
        }
    }

    /// <summary>It is noon until the test lets time pass, and nobody loses patience, however slow the machine; only the short waits of a conflict pass.</summary>
    private sealed class PatientTime : TimeProvider
    {
        public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

        private TimeSpan passed;

        public void Pass(TimeSpan time) => passed += time;

        public override DateTimeOffset GetUtcNow() => Noon + passed;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime >= BudgetGate.Patience ? Timeout.InfiniteTimeSpan : dueTime, period);
    }
}
