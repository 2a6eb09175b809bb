using System.Diagnostics;
using Azure.Data.Tables;

namespace LlmMonitor.Ingest;

/// <summary>What Azure's own client gets out of the same storage with rows of the same size and nothing around it.</summary>
internal sealed class RawTables(string connectionString, int bytesOfCall)
{
    private readonly TableClient table = new(connectionString, "raw");
    private long partitions;

    /// <summary>Entities a second in transactions of 100, each writer in a partition of its own.</summary>
    public Task<double> TransactionsAsync(int writers, TimeSpan time) =>
        RunAsync(
            writers,
            100,
            time,
            async entities =>
                await table.SubmitTransactionAsync(
                    entities.Select(entity => new TableTransactionAction(TableTransactionActionType.Add, entity))
                )
        );

    /// <summary>Entities a second, each inserted alone.</summary>
    public Task<double> SinglesAsync(int callers, TimeSpan time) =>
        RunAsync(callers, 1, time, entities => table.AddEntityAsync(entities[0]));

    private async Task<double> RunAsync(int writers, int atOnce, TimeSpan time, Func<TableEntity[], Task> write)
    {
        await table.CreateIfNotExistsAsync();
        var (written, clock) = (0L, Stopwatch.StartNew());
        await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        var partition = $"default|{Interlocked.Increment(ref partitions):d14}|00";
                        for (var row = 0; clock.Elapsed < time; row += atOnce)
                        {
                            await write([.. Enumerable.Range(row, atOnce).Select(n => EntityOf(partition, n))]);
                            Interlocked.Add(ref written, atOnce);
                        }
                    })
                )
        );
        return written / clock.Elapsed.TotalSeconds;
    }

    private TableEntity EntityOf(string partition, int n) => new(partition, $"req-{n:D9}") { ["call"] = new byte[bytesOfCall] };
}
