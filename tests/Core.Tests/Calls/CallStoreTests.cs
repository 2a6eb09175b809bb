using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Core.Tests.Calls;

public sealed class CallStoreTests
{
    [Fact]
    public async Task A_call_that_is_folded_while_it_is_looked_up_is_found()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Plant.Call("a"));
        var tables = new AfterFirstLook(plant.Tables, plant.FoldAllAsync);
        var found = await new CallStore(tables, new CallIndex(tables)).FindAsync("p1", "a", CancellationToken.None);
        Assert.Equal("a", found?.Call.RequestId);
    }

    /// <summary>Tables on which somebody else does something after one has looked for a row.</summary>
    private sealed class AfterFirstLook(ITables inner, Func<Task> somebodyElse) : ITables
    {
        private bool _done;

        public async Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default)
        {
            var row = await inner.FindAsync(table, partition, key, cancellation);
            if (!_done)
            {
                _done = true;
                await somebodyElse();
            }
            return row;
        }

        public IAsyncEnumerable<Row> ReadAsync(string table, RowRange range, CancellationToken cancellation = default) =>
            inner.ReadAsync(table, range, cancellation);

        public Task<IReadOnlyList<string>> CommitAsync(
            string table,
            IReadOnlyList<RowChange> changes,
            CancellationToken cancellation = default
        ) => inner.CommitAsync(table, changes, cancellation);
    }
}
