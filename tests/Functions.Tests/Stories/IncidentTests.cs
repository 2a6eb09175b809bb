using System.Net.Http.Headers;
using LlmMonitor.Functions.Demo;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Stories;

/// <summary>
/// The provider changes the model behind the same version string, and it swaps day and month in some dates. From the first swapped date to the closed
/// incident with the list of what it touched, told from outside: calls and people come over HTTP, timers and queues run.
/// </summary>
public sealed class IncidentTests(MailedApp app) : IClassFixture<MailedApp>
{
    private const int HealthyDays = 10;

    [Fact] // W3
    public async Task From_the_first_swapped_date_to_a_closed_incident_with_its_affected_list()
    {
        var tenant = await app.TenantAsync();
        var today = DateOnly.FromDateTime(tenant.Now.UtcDateTime);
        var bad = today.AddDays(-1);
        await tenant.AskAsync(
            HttpMethod.Put,
            $"/checks/{DemoDocuments.Endpoint}",
            new { checks = new[] { new { name = "dates-grounded", type = "dates_grounded" } } }
        );
        await tenant.AskAsync(HttpMethod.Put, "/channels/people", new { type = "email", to = new[] { "ann@example.org" } });
        await tenant.AskAsync(HttpMethod.Put, "/golden-sets/invoices", """{"examples":[{"id":"e1","question":"What is the date?"}]}""");
        for (var day = today.AddDays(-HealthyDays - 1); day < bad; day = day.AddDays(1))
            await tenant.SendInvoicesAsync(day, swapShare: 0);
        await RunTimersAsync();
        Assert.Empty((await tenant.GetAsync("/incidents")).Json["incidents"]!.AsArray());

        await tenant.SendInvoicesAsync(bad, swapShare: 0.3);
        var swapped = DemoDocuments
            .OfDay(bad, 0.3)
            .Zip(DemoDocuments.OfDay(bad, 0))
            .Where(pair => pair.First.Texts!.Response != pair.Second.Texts!.Response);
        var truly = swapped.Select(pair => pair.First.Call.RequestId).ToHashSet(StringComparer.Ordinal);
        await RunTimersAsync();

        var listed = Assert.Single((await tenant.GetAsync("/incidents?state=open")).Json["incidents"]!.AsArray())!;
        var path = $"/incidents/{listed["id"]}";
        Assert.Equal(DemoDocuments.Endpoint, (string?)listed["endpoint"]);
        Assert.Equal("not_investigated", (string?)(await tenant.GetAsync(path)).Json["onset"]!["unknown"]);

        await app.DrainAsync("incidents", "InvestigateIncident");
        var found = (await tenant.GetAsync(path)).Json;
        TestContext.Current.SendDiagnosticMessage("{0}", found.ToJsonString());
        Assert.Equal("investigating", (string?)found["state"]);
        var onset = DateTimeOffset.Parse((string)found["onset"]!["at"]!, null);
        Assert.Equal(bad, DateOnly.FromDateTime(onset.UtcDateTime));
        Assert.True((string?)found["cause"]!["kind"] == "model", found["cause"]!.ToJsonString());
        Assert.NotEmpty(found["samples"]!.AsArray());
        Assert.Contains("invoice_date", (string?)found["samples"]![0]!["after"]!["response"], StringComparison.Ordinal);

        var affected = (await tenant.GetAsync(path + "/affected")).Json["affected"]!.AsArray();
        var ids = affected
            .Where(one => (double)one!["confidence"]! >= 0.5)
            .Select(one => (string)one!["request_id"]!)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Superset(truly, ids);
        Assert.True(ids.Count <= truly.Count * 1.1, $"{ids.Count} of {truly.Count}");
        var csv = await AskAsync(tenant, path + "/affected", "text/csv");
        Assert.StartsWith("request_id,timestamp,reason,confidence\r\n", csv, StringComparison.Ordinal);
        Assert.Equal(affected.Count + 1, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);

        Assert.Equal(200, (await tenant.AskAsync(HttpMethod.Post, path + "/assign", new { owner = "ann" })).Status);
        var golden = await tenant.AskAsync(
            HttpMethod.Post,
            path + "/golden",
            new
            {
                golden_set = "invoices",
                request_ids = truly.Take(2),
                expected = truly.Take(1).ToDictionary(id => id, _ => "2026-03-04"),
            }
        );
        Assert.True(golden.Json["added"]!.AsArray().Count == 2, golden.Text);
        // It is held to the check that rang already: nothing else would have seen it.
        Assert.Null(golden.Json["checks"]);
        var step = new { kind = "pin_model", description = "gpt-4o-2024-08-06 is asked for by its date" };
        app.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("mitigated", (string?)(await tenant.AskAsync(HttpMethod.Post, path + "/mitigations", step)).Json["state"]);
        await tenant.AskAsync(HttpMethod.Post, path + "/mitigations", step);
        var closed = (await tenant.AskAsync(HttpMethod.Post, path + "/close", new { note = "The provider confirmed it." })).Json;

        Assert.Equal("closed", (string?)closed["state"]);
        var draft = closed["post_mortem"]!;
        Assert.Equal(ids.Count, (int)draft["affected"]!["believed"]!);
        Assert.True((double)draft["detection_delay_seconds"]! > 0);
        Assert.Equal(1800, (double)draft["mitigation_delay_seconds"]!, 60.0);
        Assert.Equal(
            ["opened", "investigated", "assigned", "golden_added", "mitigated", "closed"],
            closed["timeline"]!.AsArray().Select(line => (string)line!["what"]!).Where(what => what != "step")
        );
        Assert.Equal(409, (await tenant.AskAsync(HttpMethod.Post, path + "/mitigations", new { description = "too late" })).Status);
        var page = await AskAsync(tenant, path, "text/html");
        Assert.Contains("Post-mortem, draft", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/api/v1{path}/affected?format=csv\"", page, StringComparison.Ordinal);
        Assert.Contains($"Check failures: endpoint {DemoDocuments.Endpoint}", (string?)found["title"], StringComparison.Ordinal);
        await RunTimersAsync();
        Assert.Single((await tenant.GetAsync("/incidents")).Json["incidents"]!.AsArray());
        Assert.Contains(Directory.GetFiles(app.Letters), file => file.EndsWith($"{listed["id"]}-opened.eml", StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("KEEP_PAGES") is { Length: > 0 } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "incident.html"), page, TestContext.Current.CancellationToken);
            foreach (var letter in Directory.GetFiles(app.Letters))
                File.Copy(letter, Path.Combine(folder, Path.GetFileName(letter)), overwrite: true);
        }
    }

    private static async Task<string> AskAsync(Tenant tenant, string path, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1" + path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        return (await tenant.SendAsync(request)).Text;
    }

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

/// <summary>Writes its letters into a folder of its own.</summary>
public sealed class MailedApp : AppFixture
{
    public MailedApp()
        : this(Directory.CreateTempSubdirectory("letters-").FullName) { }

    private MailedApp(string letters)
        : base(("Smtp:Folder", letters)) => Letters = letters;

    public string Letters { get; }
}
