using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Rollups;

/// <summary>The path of a call where the Functions host runs the triggers: its envelope, its proxy's headers, its repeated deliveries.</summary>
public sealed class FoldSlotReplayTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("replay-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Remove();

    [Fact]
    public async Task A_pointer_that_the_host_delivers_folds_its_slot_once_however_often_it_comes()
    {
        var time = new FakeTimeProvider(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        await using var app = new WholeApp(time, folder.FullName, ("FUNCTIONS_CUSTOMHANDLER_PORT", "7072"));
        using var outside = app.CreateClient();
        outside.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestApp.AdminKey);
        outside.DefaultRequestHeaders.Add("X-Forwarded-Host", "monitor.example.com");
        using var host = app.CreateClient();

        var call = new
        {
            request_id = "a",
            model = "gpt-4o",
            input_tokens = 1000,
        };
        Assert.Equal(202, (await outside.AskAsync(HttpMethod.Post, "/api/v1/calls", call)).Status);
        time.Advance(TimeSpan.FromSeconds(10));
        var queues = app.Services.GetRequiredService<IQueues>();
        var message = Assert.Single(await queues.ReceiveAsync("slots", 16, TimeSpan.FromSeconds(10), Cancellation));
        var envelope = EnvelopeOf(message.Text);

        Assert.Equal(404, (await outside.AskAsync(HttpMethod.Post, "/FoldSlot", envelope)).Status);
        Assert.Equal("0", (await outside.AskAsync(HttpMethod.Get, "/api/v1/reports/cost"))["n_calls"]);
        for (var delivery = 0; delivery < 2; delivery++)
        {
            var answer = await host.AskAsync(HttpMethod.Post, "/FoldSlot", envelope);
            Assert.Equal((200, "{}", "application/json"), (answer.Status, answer.Text, answer.Type));
            var report = await outside.AskAsync(HttpMethod.Get, "/api/v1/reports/cost");
            Assert.Equal(("1", "0.0025"), (report["n_calls"], report["total_usd"]));
        }
        Assert.Equal(0, await queues.CountAsync("slots-poison", Cancellation));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"project_id":"default"}""")]
    [InlineData("""{"project_id":"default","slot_shard":"yesterday"}""")]
    public async Task A_pointer_that_no_try_can_read_is_set_aside_and_answered(string text)
    {
        var time = new FakeTimeProvider(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        await using var app = new WholeApp(time, folder.FullName, ("FUNCTIONS_CUSTOMHANDLER_PORT", "7072"));
        using var host = app.CreateClient();
        Assert.Equal((200, "{}"), Short(await host.AskAsync(HttpMethod.Post, "/FoldSlot", EnvelopeOf(text))));
        var queues = app.Services.GetRequiredService<IQueues>();
        Assert.Equal(1, await queues.CountAsync("slots-poison", Cancellation) + await queues.CountAsync("slots", Cancellation));
    }

    private static (int, string) Short(Projects.Answer answer) => (answer.Status, answer.Text);

    /// <summary>As the host sends it: the text encoded once more, and the message's own names copied over the queue's metadata.</summary>
    private static string EnvelopeOf(string text)
    {
        var metadata = new JsonObject
        {
            ["DequeueCount"] = "1",
            ["Id"] = "\"1\"",
            ["PopReceipt"] = "\"MjNOb3Y\"",
            ["sys"] = new JsonObject { ["MethodName"] = "FoldSlot" },
        };
        if (text.StartsWith('{'))
            foreach (var (name, value) in JsonNode.Parse(text)!.AsObject())
                metadata[name] = JsonSerializer.Serialize(value?.ToJsonString());
        return new JsonObject
        {
            ["Data"] = new JsonObject { ["item"] = JsonSerializer.Serialize(text) },
            ["Metadata"] = metadata,
        }.ToJsonString();
    }
}
