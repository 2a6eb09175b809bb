using LlmMonitor.Contracts;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Storage;
using Microsoft.Extensions.Configuration;

namespace LlmMonitor.Functions.Tests.Storage;

public sealed class AzureTablesTests(AzuriteFixture azurite) : TablesContract
{
    protected override ITables Tables { get; } = new AzureTables(azurite.Storage().Tables);
}

public sealed class AzureQueuesTests(AzuriteFixture azurite) : QueuesContract
{
    protected override IQueues Queues { get; } = new AzureQueues(azurite.Storage().Queues);

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time);
}

internal static class AzuriteStorage
{
    public static AzureStorage Storage(this AzuriteFixture azurite) =>
        AzureStorage.From(
            new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?> { ["AzureWebJobsStorage"] = azurite.ConnectionString })
                .Build()
        )!;
}
