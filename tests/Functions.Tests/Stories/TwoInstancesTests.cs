using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using LlmMonitor.Functions.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Stories;

/// <summary>Several instances on one storage account, as Azure runs them: nothing in memory is shared.</summary>
public sealed class TwoInstancesTests(AzuriteFixture azurite) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("two-");
    private readonly FakeTimeProvider time = new(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Remove();

    [Fact] // C14, L7
    public async Task The_same_calls_at_both_doors_at_once_count_once()
    {
        (string, string)[] settings = [("AzureWebJobsStorage", azurite.NewAccount()), ("LlmMonitor:Triggers", "host")];
        await using var one = new WholeApp(time, folder.FullName, settings);
        await using var two = new WholeApp(time, folder.FullName, settings);
        HttpClient[] doors = [Client(one), Client(two)];
        var calls = Enumerable
            .Range(0, 300)
            .Select(i => new
            {
                request_id = $"r{i}",
                model = "gpt-4o",
                input_tokens = 1000 + i,
            })
            .ToList();
        for (var round = 0; round < 2; round++)
        {
            var answers = await Task.WhenAll(
                calls.Chunk(50).SelectMany(batch => doors.Select(door => door.AskAsync(HttpMethod.Post, "/api/v1/calls", batch)))
            );
            Assert.All(answers, answer => Assert.Equal(202, answer.Status));
            time.Advance(TimeSpan.FromSeconds(10));
        }

        // The host may deliver a pointer to both instances, and again.
        var slots = new List<string>();
        await foreach (var marker in one.Services.GetRequiredService<ITables>().ReadAsync(CallTables.Markers, RowRange.All, Cancellation))
            slots.Add(JsonSerializer.Serialize(new { project_id = marker.Partition, slot_shard = marker.Key }));
        Assert.NotEmpty(slots);
        var folds = slots.SelectMany(input =>
            doors.Select(door => door.AskAsync(HttpMethod.Post, "/admin/functions/FoldSlot?wait=true", new { input }))
        );
        Assert.All(await Task.WhenAll(folds), fold => Assert.Equal(200, fold.Status));

        var total = calls.Sum(call => call.input_tokens * 2.5m / 1_000_000m);
        foreach (var door in doors)
        {
            var report = await door.AskAsync(HttpMethod.Get, "/api/v1/reports/cost");
            Assert.Equal(
                (300, total),
                (report.Json["n_calls"]!.GetValue<int>(), decimal.Parse(report["total_usd"]!, CultureInfo.InvariantCulture))
            );
            Assert.Equal(300, report.Json["by_hour"]!.AsArray().Sum(hour => hour!["n_calls"]!.GetValue<int>()));
            Assert.Equal("1299", (await door.AskAsync(HttpMethod.Get, "/api/v1/calls/r299"))["input_tokens"]);
        }
    }

    private static HttpClient Client(WholeApp app)
    {
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestApp.AdminKey);
        return client;
    }
}
