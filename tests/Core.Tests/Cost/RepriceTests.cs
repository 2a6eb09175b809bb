using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost;

public sealed class RepriceTests : IAsyncDisposable
{
    private const int Slots = 3;
    private readonly Plant _plant = new();

    [Fact]
    public async Task What_was_changed_before_a_fault_is_in_the_audit_too()
    {
        var writes = 0;
        await RepriceAsync(
            new Watched(
                _plant.Tables,
                (table, isWrite) =>
                {
                    if (table == CallTables.Calls && isWrite && writes++ == 1)
                        throw new IOException("The storage is away.");
                }
            )
        );
    }

    [Fact]
    public async Task What_takes_longer_than_a_run_goes_on_in_the_next() =>
        await RepriceAsync(
            new Watched(
                _plant.Tables,
                (table, _) =>
                {
                    if (table == CallTables.Markers)
                        _plant.Time.Advance(TimeSpan.FromMinutes(1.5));
                }
            ),
            leastRuns: Slots
        );

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    /// <summary>Prices what came without a price, and looks at the audit, the calls and the figures.</summary>
    private async Task RepriceAsync(ITables tables, int leastRuns = 1)
    {
        var projects = new ProjectStore(_plant.Tables, _plant.Time, Dice.Seeded());
        await projects.EnsureDefaultAsync();
        for (var i = 0; i < Slots; i++)
        {
            var call = PackedCall.Of(new NewCall(Plant.Call($"r{i}", usd: null), null));
            await _plant.Writer.WriteAsync(Project.DefaultId, [call], CancellationToken.None);
            await _plant.FoldAllAsync();
        }
        var reprice = new Reprice(
            tables,
            new CallStore(tables, _plant.Index),
            _plant.Index,
            new(PriceTable.Embedded),
            _plant.Rebuild,
            _plant.Time
        );
        var desk = new OperationDesk(_plant.Tables, _plant.Work, projects, [reprice], Dice.Seeded(), _plant.Time);
        var span = new { from = Plant.Noon.AddHours(-1), to = Plant.Noon.AddHours(1) };
        var id = (await desk.StartAsync(Project.DefaultId, Reprice.Name, span, CancellationToken.None)).Id;
        var runs = 0;
        while ((await desk.FindAsync(Project.DefaultId, id, CancellationToken.None))!.State != OperationState.Done && runs < 20)
        {
            _plant.Time.Advance(TimeSpan.FromSeconds(30));
            await _plant.DrainAsync<OperationPointer>(
                OperationDesk.Queue,
                (pointer, token) =>
                {
                    runs++;
                    return desk.RunAsync(pointer, token);
                }
            );
        }

        Assert.InRange(runs, leastRuns, 19);
        var audit = Assert.Single(await _plant.Tables.ReadAsync(AuditLog.Table, RowRange.All).ToListAsync());
        var whole = await _plant.Reader.ReadAsync(Project.DefaultId, Minute.Of(span.from), Minute.Of(span.to), CancellationToken.None);
        var (_, cell) = Assert.Single(whole.Cells);
        Assert.Equal((Slots, 0), (cell.Calls, cell.Unpriced));
        Assert.Equal((Slots, "0", $"{cell.Cost}"), (audit.Number("n_changed"), audit.Text("before_usd"), audit.Text("after_usd")));
    }

    private sealed class Watched(ITables inner, Action<string, bool> watch) : ITables
    {
        public Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default)
        {
            watch(table, false);
            return inner.FindAsync(table, partition, key, cancellation);
        }

        public IAsyncEnumerable<Row> ReadAsync(string table, RowRange range, CancellationToken cancellation = default) =>
            inner.ReadAsync(table, range, cancellation);

        public Task<IReadOnlyList<string>> CommitAsync(
            string table,
            IReadOnlyList<RowChange> changes,
            CancellationToken cancellation = default
        )
        {
            watch(table, true);
            return inner.CommitAsync(table, changes, cancellation);
        }
    }
}
