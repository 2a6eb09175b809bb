using System.Net.Http.Headers;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Incidents;

/// <summary>Incidents over HTTP, from errors that ring.</summary>
public sealed class IncidentsApiTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_runbook_that_dies_at_work_is_run_again_and_one_that_runs_twice_says_it_once()
    {
        var (tenant, id) = await IncidentAsync();
        var store = new IncidentStore(app.Tables);
        // A worker has claimed it, and was killed.
        var now = app.Time.GetUtcNow();
        await store.ChangeAsync(tenant.Id, id, before => new(before with { DueAt = now.AddMinutes(5) }, []), Cancellation);
        await app.DrainAsync("incidents", "InvestigateIncident");
        Assert.Equal("open", (await tenant.GetAsync($"/incidents/{id}"))["state"]);

        app.Time.Advance(TimeSpan.FromMinutes(6));
        await RunMonitorsAsync();
        await RunMonitorsAsync();
        await app.DrainAsync("incidents", "InvestigateIncident");
        var found = (await tenant.GetAsync($"/incidents/{id}")).Json;
        Assert.Equal("investigating", (string?)found["state"]);
        Assert.Single(found["timeline"]!.AsArray(), line => (string?)line!["what"] == "investigated");
        Assert.Equal(1, (await store.FindAsync(tenant.Id, id, Cancellation))!.Runs);
        Assert.Null((string?)found["onset"]!["unknown"]);
    }

    [Fact]
    public async Task The_page_says_what_to_do_before_what_else_was_checked()
    {
        var (tenant, id) = await IncidentAsync();
        await app.DrainAsync("incidents", "InvestigateIncident");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/incidents/{id}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        var page = (await tenant.SendAsync(request)).Text;
        string[] titles = ["Since when, and how bad", "Why", "What to do", "Also checked", "Timeline"];
        var places = titles.Select(title => page.IndexOf($">{title}<", StringComparison.Ordinal)).ToList();
        Assert.All(places, place => Assert.NotEqual(-1, place));
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public async Task Every_fault_is_named_and_another_project_s_incident_is_not_there()
    {
        var (tenant, id) = await IncidentAsync();
        var other = await app.TenantAsync();
        Assert.Empty((await other.GetAsync("/incidents")).Json["incidents"]!.AsArray());
        foreach (var path in new[] { "", "/affected" })
            Assert.Equal(404, (await other.GetAsync($"/incidents/{id}{path}")).Status);
        foreach (var act in new[] { "assign", "mitigations", "close", "golden" })
            Assert.Equal(
                404,
                (
                    await other.AskAsync(HttpMethod.Post, $"/incidents/{id}/{act}", new { kind = "other", request_ids = new[] { "a" } })
                ).Status
            );
        var step = await tenant.AskAsync(HttpMethod.Post, $"/incidents/{id}/mitigations", new { id = "a/b", kind = "Other!" });
        Assert.Equal(["id", "kind"], step.Json["errors"]!.AsArray().Select(fault => (string?)fault!["field"]));
        Assert.Equal(400, (await tenant.AskAsync(HttpMethod.Post, $"/incidents/{id}/golden", new { })).Status);
        Assert.Equal(400, (await tenant.GetAsync("/incidents?state=burning")).Status);
        Assert.Equal("not_investigated", (await tenant.GetAsync($"/incidents/{id}/affected"))["unknown"]);
    }

    /// <summary>Half an hour without errors, then half of all calls fail.</summary>
    private async Task<(Tenant, string)> IncidentAsync()
    {
        var tenant = await app.TenantAsync();
        var now = app.Time.GetUtcNow();
        await tenant.TakeAndFoldAsync([.. Enumerable.Range(0, 600).Select(i => Call($"good-{i}", now.AddSeconds(-3600 + i * 5), null))]);
        await tenant.TakeAndFoldAsync([
            .. Enumerable
                .Range(0, 300)
                .Select(i => Call($"bad-{i}", now.AddSeconds(-300 + i), i % 2 == 0 ? new { type = "server" } : null)),
        ]);
        await RunMonitorsAsync();
        var listed = Assert.Single((await tenant.GetAsync("/incidents")).Json["incidents"]!.AsArray())!;
        return (tenant, (string)listed["id"]!);
    }

    private static object Call(string id, DateTimeOffset at, object? error) =>
        new
        {
            request_id = id,
            timestamp = at,
            model = "gpt-4o",
            endpoint = "chat",
            input_tokens = 10,
            output_tokens = 5,
            total_seconds = 1.5,
            error,
        };

    private async Task RunMonitorsAsync()
    {
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.RunAsync("RunMonitors");
        await app.DrainAsync("monitors", "RunProjectMonitors");
    }
}
