using LlmMonitor.Contracts;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Time.Testing;

namespace LlmMonitor.Core.Tests.Storage;

public sealed class SqliteTablesTests : TablesContract, IDisposable
{
    private readonly SqliteFile file = new();

    protected override ITables Tables => new SqliteTables(file.Database);

    public void Dispose() => file.Dispose();
}

public sealed class SqliteQueuesTests : QueuesContract, IDisposable
{
    private readonly SqliteFile file = new();
    private readonly FakeTimeProvider time = new();

    protected override IQueues Queues => new SqliteQueues(file.Database, time);

    protected override Task PassAsync(TimeSpan time)
    {
        this.time.Advance(time);
        return Task.CompletedTask;
    }

    public void Dispose() => file.Dispose();
}
