using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Cost.Budgets.Gate;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Tests.Cost.Budgets;

/// <summary>A gate over the path of a call: what is reserved here arrives, is folded and settles there.</summary>
internal sealed class GatePlant : IAsyncDisposable
{
    /// <summary>Of the tokens that <see cref="Call"/> asks for: each thousand of gpt-4o's input is 0.0025 USD.</summary>
    public const decimal UsdPerThousand = 0.0025m;

    private readonly ITables _tables;

    public GatePlant(Func<ITables, ITables>? around = null)
    {
        _tables = around is null ? Plant.Tables : around(Plant.Tables);
        Book = new LedgerBook(_tables);
        Store = new BudgetStore(_tables, Plant.Time, Options.Create(new BudgetOptions()));
        Settlement = new Settlement(Book, new SettledReader(Plant.Reader, Plant.Users), Plant.Index, _tables, Plant.Time);
        Gate = NewGate(1);
    }

    public Plant Plant { get; } = new();
    public LedgerBook Book { get; }
    public BudgetStore Store { get; }
    public Settlement Settlement { get; }
    public BudgetGate Gate { get; }

    public BudgetGate NewGate(int seed) =>
        new(Store, Book, Settlement, PriceTable.Embedded, Plant.Time, Dice.Seeded(seed), Options.Create(new BudgetOptions()));

    public Task PutAsync(
        decimal usd,
        BudgetWindow window = BudgetWindow.Hour,
        BudgetScope scope = BudgetScope.Project,
        OnError onError = OnError.Closed
    ) =>
        Store.PutAsync(
            Plant.Project.Id,
            new Budget("b", scope, Budget.Each, PicoUsd.FromUsd(usd), window) { Hard = true, OnError = onError },
            CancellationToken.None
        );

    /// <summary>Reserves a call that may cost this much.</summary>
    public Task<ReserveAnswer> ReserveAsync(string id, decimal usd, string user = "u1", string model = "gpt-4o") =>
        Gate.ReserveAsync(Plant.Project, Call(id, usd, user) with { Model = model, Cost = CallCost.NotPriced });

    /// <summary>The call is reported, and folded, with what it really cost.</summary>
    public async Task ArriveAsync(string id, decimal usd, string user = "u1")
    {
        await Plant.WriteAsync(Call(id, usd, user));
        await Plant.FoldAllAsync();
    }

    public Task SettleAsync() => Settlement.ReleaseAsync(Plant.Project, _ => true, CancellationToken.None);

    /// <summary>What the ledger of the budget holds now: settled and reserved.</summary>
    public async Task<(PicoUsd Settled, PicoUsd Reserved)> LedgerAsync(
        BudgetScope scope = BudgetScope.Project,
        BudgetWindow window = BudgetWindow.Hour,
        string subject = BudgetRules.WholeProject
    )
    {
        var key = new LedgerKey("b", scope, window, subject);
        await Settlement.FreshenAsync(Plant.Project, [key], TimeSpan.Zero, CancellationToken.None);
        var ledger = (await Book.ReadAsync(Plant.Project.Id, [key.RowKey], CancellationToken.None))[key.RowKey];
        var zone = CostReports.ZoneOf(Plant.Project);
        return (ledger.SettledAt(Core.Rollups.Minute.Of(Plant.Time.GetUtcNow()), zone), ledger.Reserved);
    }

    public ValueTask DisposeAsync() => Plant.DisposeAsync();

    private LlmCall Call(string id, decimal usd, string user) =>
        Plant.Call(id, Plant.Time.GetUtcNow(), usd) with
        {
            UserId = user,
            Provider = "openai",
            Usage = new TokenUsage((long)(usd / UsdPerThousand * 1000), 0),
        };
}
