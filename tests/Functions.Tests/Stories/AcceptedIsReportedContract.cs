using System.Diagnostics;
using System.Net.Http.Headers;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using LlmMonitor.Functions.Tests.Projects;
using LlmMonitor.Functions.Tests.Storage;
using Xunit;

namespace LlmMonitor.Functions.Tests.Stories;

/// <summary>The one promise with a clock in it, kept by the app as it runs for people: real time, its own triggers.</summary>
public abstract class AcceptedIsReportedContract : IDisposable
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(15);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("live-");

    private protected abstract (string, string)[] Settings { get; }

    public void Dispose()
    {
        folder.Remove();
        GC.SuppressFinalize(this);
    }

    [Fact] // W1
    public async Task What_was_accepted_is_in_every_report_within_15_seconds()
    {
        await using var app = new WholeApp(TimeProvider.System, folder.FullName, Settings);
        using var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestApp.AdminKey);
        var calls = Enumerable
            .Range(0, 40)
            .Select(i => new
            {
                request_id = $"r{i}",
                model = "gpt-4o",
                input_tokens = 1000,
                endpoint = "chat",
                user_id = $"u{i % 3}",
                total_seconds = 2,
            });
        var accepted = await client.AskAsync(HttpMethod.Post, "/api/v1/calls", calls);
        var clock = Stopwatch.StartNew();
        Assert.Equal((202, "40"), (accepted.Status, accepted["accepted"]));

        await HoldsAsync(
            client,
            "/reports/cost",
            report => report["total_usd"] == "0.1" && report.Json["by_user"]!.AsArray().Count == 3,
            clock
        );
        await HoldsAsync(client, "/reports/latency", report => report.Json["groups"]![0]?["count"]?.ToString() == "40", clock);
        await HoldsAsync(client, "/calls?endpoint=chat&limit=100", list => list.Json["calls"]!.AsArray().Count == 40, clock);
        await HoldsAsync(client, "/calls?order=cost", list => list.Json["calls"]!.AsArray().Count > 0, clock);
    }

    private static async Task HoldsAsync(HttpClient client, string path, Func<Answer, bool> holds, Stopwatch clock)
    {
        while (true)
        {
            var answer = await client.AskAsync(HttpMethod.Get, "/api/v1" + path);
            if (answer.Status == 200 && answer.Json["groups"] is not System.Text.Json.Nodes.JsonArray { Count: 0 } && holds(answer))
                return;
            Assert.True(clock.Elapsed < Promised, $"After {clock.Elapsed} {path} says {answer.Text}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}

public sealed class EmbeddedAcceptedIsReportedTests : AcceptedIsReportedContract
{
    private protected override (string, string)[] Settings => [];
}

public sealed class AzureAcceptedIsReportedTests(AzuriteFixture azurite) : AcceptedIsReportedContract
{
    private protected override (string, string)[] Settings => [("AzureWebJobsStorage", azurite.NewAccount())];
}
