using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using LlmMonitor.Functions.Storage;
using LlmMonitor.Functions.Tests.Storage;

namespace LlmMonitor.Functions.Tests.Host.Pump;

public sealed class SqliteTimerReplicasTests : TimerReplicasContract, IDisposable
{
    private readonly SqliteFile file = new();
    private SqliteTables? tables;

    protected override ITables Tables => tables ??= new SqliteTables(file.Database);

    public void Dispose() => file.Dispose();
}

public sealed class AzureTimerReplicasTests(AzuriteFixture azurite) : TimerReplicasContract
{
    protected override ITables Tables { get; } = new AzureTables(azurite.Storage().Tables);
}
