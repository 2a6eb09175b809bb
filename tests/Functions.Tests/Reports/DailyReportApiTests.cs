using System.Net.Http.Headers;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Reports;

public sealed class DailyReportApiTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("daily-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Remove();

    [Fact]
    public async Task The_report_of_a_day_is_there_as_JSON_and_as_the_page_that_is_mailed()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync(
            new
            {
                request_id = "a",
                timestamp = "2026-11-22T10:00:00Z",
                model = "gpt-4o",
                input_tokens = 1000,
                feature = "summary",
            }
        );
        var json = await tenant.GetAsync("/reports/daily");
        Assert.Equal(("application/json", "2026-11-22", "0.0025"), (json.Type, json["date"], json["total_usd"]));
        Assert.Equal(24, json.Json["hours"]!.AsArray().Count);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/reports/daily?date=2026-11-22");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        var page = await tenant.SendAsync(request);
        Assert.Equal((200, "text/html"), (page.Status, page.Type));
        Assert.Contains("summary", page.Text, StringComparison.Ordinal);
        Assert.Contains("$0.0025", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Yesterday_s_report_is_written_once_whatever_runs_again_or_restarts()
    {
        var time = new FakeTimeProvider(new(2026, 11, 23, 0, 30, 0, TimeSpan.Zero));
        for (var start = 0; start < 2; start++)
        {
            await using var whole = new WholeApp(time, folder.FullName);
            using var client = whole.CreateClient();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestApp.AdminKey);
            if (start == 0)
                Assert.Equal(
                    200,
                    (await client.AskAsync(HttpMethod.Put, "/api/v1/projects/default/settings", new { report_hour = 0 })).Status
                );
            var call = new
            {
                request_id = $"a{start}",
                timestamp = "2026-11-22T10:00:00Z",
                model = "gpt-4o",
                input_tokens = 1000,
            };
            Assert.Equal(202, (await client.AskAsync(HttpMethod.Post, "/api/v1/calls", call)).Status);
            await PassAsync(
                time,
                async () =>
                    (await client.AskAsync(HttpMethod.Get, "/api/v1/calls?from=2026-11-22T00:00:00Z")).Json["calls"]!.AsArray().Count
                    == start + 1
            );
            for (var run = 0; run < 2; run++)
                Assert.Equal(202, (await client.AskAsync(HttpMethod.Post, "/admin/functions/WriteReports", "{}")).Status);
            await PassAsync(
                time,
                async () =>
                    (await client.AskAsync(HttpMethod.Get, "/api/v1/reports/daily?date=2026-11-22")).Json["delivery"]?["state"]?.ToString()
                    == "sent"
            );
            await PassAsync(time, () => Task.FromResult(time.GetUtcNow().Minute >= 31 + start));
        }
        var letter = Assert.Single(Directory.GetFiles(Path.Combine(folder.FullName, "data", "mail")));
        Assert.Contains("2026-11-22", Path.GetFileName(letter), StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(letter, Cancellation);
        Assert.Contains("$0.0025", text, StringComparison.Ordinal);
    }

    /// <summary>Lets the app's clock run, a second at a time, until something is so.</summary>
    private static async Task PassAsync(FakeTimeProvider time, Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isSo())
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, patience.Token);
        }
    }
}
