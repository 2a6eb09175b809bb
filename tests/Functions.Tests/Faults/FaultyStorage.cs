using System.Runtime.CompilerServices;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Functions.Tests.Faults;

/// <summary>Tables behind some weather.</summary>
internal sealed class FaultyTables(ITables tables, Weather weather) : ITables
{
    public Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default) =>
        weather.ThroughAsync(() => tables.FindAsync(table, partition, key, cancellation));

    /// <summary>May also break off at any page.</summary>
    public async IAsyncEnumerable<Row> ReadAsync(
        string table,
        RowRange range,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        const int page = 20;
        var read = 0;
        await weather.ThroughAsync(() => Task.FromResult(true));
        await foreach (var row in tables.ReadAsync(table, range, cancellation))
        {
            if (++read % page == 0)
                await weather.ThroughAsync(() => Task.FromResult(true));
            yield return row;
        }
    }

    public Task<IReadOnlyList<string>> CommitAsync(
        string table,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation = default
    ) => weather.ThroughAsync(() => tables.CommitAsync(table, changes, cancellation), mayHang: table == CallTables.Calls);
}

/// <summary>Queues behind some weather.</summary>
internal sealed class FaultyQueues(IQueues queues, Weather weather) : IQueues
{
    public Task SendAsync(string queue, string text, TimeSpan? delay = null, CancellationToken cancellation = default) =>
        weather.ThroughAsync(async () =>
        {
            await queues.SendAsync(queue, text, delay, cancellation);
            return true;
        });

    public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
        string queue,
        int most,
        TimeSpan hiddenFor,
        CancellationToken cancellation = default
    ) => weather.ThroughAsync(() => queues.ReceiveAsync(queue, most, hiddenFor, cancellation));

    public Task<bool> DeleteAsync(string queue, QueueMessage message, CancellationToken cancellation = default) =>
        weather.ThroughAsync(() => queues.DeleteAsync(queue, message, cancellation));

    public Task<int> CountAsync(string queue, CancellationToken cancellation = default) =>
        weather.ThroughAsync(() => queues.CountAsync(queue, cancellation));
}
