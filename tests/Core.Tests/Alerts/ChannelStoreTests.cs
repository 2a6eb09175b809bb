using System.Text;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmMonitor.Core.Tests.Alerts;

public sealed class ChannelStoreTests : IDisposable
{
    private static readonly Channel Hook = new(
        "ops",
        "webhook",
        "https://hooks.example.org/T0/hidden",
        "sixteen letters!",
        [],
        "routing-key",
        AlertSeverity.Critical
    );
    private readonly SqliteFile file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    private SqliteTables Tables => new(file.Database);

    public void Dispose() => file.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_a_key_no_secret_lies_in_the_storage_and_either_way_the_channel_comes_back(bool hasKey)
    {
        var store = new ChannelStore(Tables, hasKey ? Box(1) : SecretBoxes.WithoutKey);
        await store.PutAsync("demo", Hook, Cancellation);
        Assert.Equivalent(Hook, await store.FindAsync("demo", "ops", Cancellation));
        Assert.Equivalent(Hook, Assert.Single(await store.ListAsync("demo", Cancellation)));
        var row = await Tables.FindAsync(ChannelStore.Table, "demo", "ops", Cancellation);
        var kept = Encoding.UTF8.GetString(row!.Bytes("json0")!);
        foreach (var secret in new[] { "hidden", "sixteen", "routing-key" })
            Assert.Equal(!hasKey, kept.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_its_key_a_channel_is_listed_with_what_to_do()
    {
        await new ChannelStore(Tables, Box(1)).PutAsync("demo", Hook, Cancellation);
        var locked = Assert.Single(await new ChannelStore(Tables, Box(2)).ListAsync("demo", Cancellation));
        Assert.Equal((null, null, null), (locked.Url, locked.Secret, locked.RoutingKey));
        Assert.Contains("put the channel anew", locked.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_was_kept_before_there_was_a_key_goes_on()
    {
        await Tables.CommitAsync(ChannelStore.Table, [RowChange.Put(JsonRow.Of("demo", "ops", Hook))], Cancellation);
        Assert.Equivalent(Hook, await new ChannelStore(Tables, Box(1)).FindAsync("demo", "ops", Cancellation));
    }

    private static SecretBox Box(byte key) =>
        new(Options.Create(new SecretOptions { Key = Convert.ToBase64String([.. Enumerable.Repeat(key, 32)]) }), Dice.Seeded(3));
}
