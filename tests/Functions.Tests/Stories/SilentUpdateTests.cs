using LlmMonitor.Functions.Demo;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Projects;
using Xunit;

namespace LlmMonitor.Functions.Tests.Stories;

/// <summary>
/// The provider changes the model behind the same version string, and it swaps day and month in some dates. Told from outside: documents come
/// in over HTTP, timers run, and somebody gets an alert with its proof.
/// </summary>
public sealed class SilentUpdateTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    private const int HealthyDays = 10;

    [Fact] // D7
    public async Task Swapped_dates_ring_within_the_day_with_the_documents_named_and_nothing_rings_before()
    {
        var tenant = await app.TenantAsync();
        var set = await tenant.AskAsync(
            HttpMethod.Put,
            $"/checks/{DemoDocuments.Endpoint}",
            new { checks = new[] { new { name = "dates-grounded", type = "dates_grounded" } } }
        );
        Assert.Equal(200, set.Status);
        var today = DateOnly.FromDateTime(tenant.Now.UtcDateTime);

        for (var back = HealthyDays + 1; back > 1; back--)
            await tenant.SendInvoicesAsync(today.AddDays(-back), swapShare: 0);
        await RunTimersAsync();
        var before = await tenant.GetAsync("/alerts?state=firing");
        await tenant.SendInvoicesAsync(today.AddDays(-1), swapShare: 0.3);
        await RunTimersAsync();
        var after = await tenant.GetAsync("/alerts?state=firing");
        var report = (await tenant.GetAsync($"/reports/quality?endpoint={DemoDocuments.Endpoint}")).Json["endpoints"]![0]!;
        var mail = await tenant.GetAsync($"/reports/daily?date={today.AddDays(-1):yyyy-MM-dd}");

        Assert.Empty(Rules(before));
        Assert.Equal(["check_failures"], Rules(after));
        var alert = after.Json["alerts"]![0]!;
        Assert.Equal("critical", (string?)alert["severity"]);
        Assert.Contains("day and month are swapped", (string?)alert["summary"], StringComparison.Ordinal);
        Assert.StartsWith(
            $"invoice-{today.AddDays(-1):yyyyMMdd}",
            (string?)alert["evidence"]!["examples"]![0]!["request_id"],
            StringComparison.Ordinal
        );
        Assert.True((int)alert["n"]! < 150); // outputs since, not since the baseline
        Assert.Equal("changed", (string?)report["state"]);
        Assert.True((int)report["checks"]![0]!["fail"]! > 5);
        Assert.Equal("changed", (string?)mail.Json["quality"]![0]!["state"]);
    }

    private static IEnumerable<string?> Rules(Answer alerts) => alerts.Json["alerts"]!.AsArray().Select(alert => (string?)alert!["rule"]);

    private async Task RunTimersAsync()
    {
        await app.DrainAsync("embeddings", "EmbedOutputs");
        await app.RunAsync("RunDriftChecks");
        await app.DrainAsync("drift", "RunProjectDrift");
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.RunAsync("RunMonitors");
        await app.DrainAsync("monitors", "RunProjectMonitors");
    }
}
