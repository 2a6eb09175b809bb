using Azure.Storage.Queues;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Storage;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LlmMonitor.Functions.Tests.Storage;

public sealed class AzureStorageTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static AzureStorage? From(params (string Name, string Value)[] settings) =>
        AzureStorage.From(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create("AzureWebJobsStorage" + one.Name, (string?)one.Value)))
                .Build()
        );

    [Fact]
    public void Without_the_setting_there_is_no_account() => Assert.Null(From());

    [Fact]
    public void An_identity_opens_the_services_at_their_addresses()
    {
        var storage = From((":tableServiceUri", "https://a.table.example"), (":queueServiceUri", "https://a.queue.example"));
        Assert.Equal(
            ("https://a.table.example/", "https://a.queue.example/"),
            (storage!.Tables.Uri.ToString(), storage.Queues.Uri.ToString())
        );
    }

    [Fact]
    public void An_account_name_stands_for_both_addresses()
    {
        var storage = From((":accountName", "mine"));
        Assert.Equal("https://mine.table.core.windows.net/", storage!.Tables.Uri.ToString());
        Assert.Equal("https://mine.queue.core.windows.net/", storage.Queues.Uri.ToString());
    }

    [Fact]
    public void One_address_without_the_other_stops_the_start_and_says_what_is_missing() =>
        Assert.Contains(
            "queueServiceUri",
            Assert.Throws<InvalidOperationException>(() => From((":tableServiceUri", "https://a.example"))).Message
        );

    [Fact]
    public async Task Messages_lie_there_as_the_base64_that_the_Functions_host_expects()
    {
        var service = azurite.Storage().Queues;
        await new AzureQueues(service).SendAsync("base64", "naïve", cancellation: Cancellation);

        var plain = new QueueClient(azurite.ConnectionString, "base64");
        var message = Assert.Single((await plain.ReceiveMessagesAsync(Cancellation)).Value);
        Assert.Equal("bmHDr3Zl", message.MessageText);
        Assert.True(message.ExpiresOn > message.InsertedOn?.AddYears(10));
    }

    [Fact]
    public async Task A_message_that_is_no_base64_is_set_aside_and_holds_up_no_other()
    {
        var queues = new AzureQueues(azurite.Storage().Queues);
        var plain = new QueueClient(azurite.ConnectionString, "strange");
        await plain.CreateAsync(cancellationToken: Cancellation);
        await plain.SendMessageAsync("not base64!", Cancellation);
        await queues.SendAsync("strange", "good", cancellation: Cancellation);

        var received = await queues.ReceiveAsync("strange", 32, TimeSpan.FromMinutes(1), Cancellation);

        Assert.Equal("good", Assert.Single(received).Text);
        Assert.Equal(1, await queues.CountAsync("strange", Cancellation));
        var aside = await queues.ReceiveAsync(WorkQueue.PoisonOf("strange"), 32, TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal("not base64!", Assert.Single(aside).Text);
    }

    [Fact]
    public async Task A_table_or_queue_that_somebody_deleted_is_made_anew()
    {
        var storage = azurite.Storage();
        var (tables, queues) = (new AzureTables(storage.Tables), new AzureQueues(storage.Queues));
        for (var time = 0; time < 2; time++)
        {
            await tables.CommitAsync(
                "deleted",
                [RowChange.Insert(new Row("p", "a", Row.NoValues)), RowChange.Insert(new Row("p", "b", Row.NoValues))],
                Cancellation
            );
            await queues.SendAsync("deleted", "text", cancellation: Cancellation);
            await storage.Tables.DeleteTableAsync("deleted", Cancellation);
            await storage.Queues.DeleteQueueAsync("deleted", Cancellation);
        }
        Assert.Null(await tables.FindAsync("deleted", "p", "a", Cancellation));
    }
}
