using System.Text.Json.Nodes;
using LlmMonitor.Functions.Tests.Alerts;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Canaries;

/// <summary>Canaries and golden sets over HTTP, against an app's endpoint of the test's own.</summary>
public sealed class CanariesApiTests(ProbingApp app) : IClassFixture<ProbingApp>
{
    [Fact]
    public async Task A_canary_is_asked_by_its_timer_and_reported_and_its_secret_is_shown_to_nobody()
    {
        await using var target = await Receiver.OpenAsync();
        var tenant = await app.TenantAsync();
        var put = await tenant.AskAsync(HttpMethod.Put, "/canaries/noted", Canary(target.Url, "noted"));
        Assert.True(put.Status == 200, put.Text);
        Assert.DoesNotContain("Bearer s3cret", put.Text + (await tenant.GetAsync("/canaries")).Text, StringComparison.Ordinal);

        await app.RunAsync("RunCanaries");
        await app.RunAsync("RunCanaries"); // the timer fired twice
        await app.DrainAsync("canaries", "RunProjectCanaries");
        Assert.Equal(3, target.Got.Count);
        var got = target.Got.First();
        Assert.Equal(("Bearer s3cret", "{\"q\":\"Say \\\"noted\\\".\"}"), (got.Headers["Authorization"], got.Body));

        var report = await tenant.ReportAsync("/reports/canaries");
        Assert.Equal(("pass", "noted"), ((string?)report["canaries"]![0]!["state"], (string?)report["canaries"]![0]!["id"]));
        Assert.False((bool)report["endpoints"]![0]!["behaviour_changed"]!);

        await tenant.FoldAsync();
        var calls = await tenant.ReportAsync(
            $"/reports/cost?from={tenant.Now.AddHours(-2):yyyy-MM-ddTHH:mm:ssZ}&to={tenant.Now.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}"
        );
        Assert.Equal((3, 0), ((int)calls["n_calls"]!, (int)calls["unpriced"]!["n_calls"]!));
    }

    [Fact]
    public async Task A_stored_secret_stays_for_its_host_and_never_goes_to_another()
    {
        var tenant = await app.TenantAsync();
        await tenant.AskAsync(HttpMethod.Put, "/canaries/c", Canary("http://127.0.0.1:1/a", "noted"));
        Assert.Equal(200, (await tenant.AskAsync(HttpMethod.Put, "/canaries/c", Canary("http://127.0.0.1:1/b", "noted", "***"))).Status);
        var elsewhere = await tenant.AskAsync(HttpMethod.Put, "/canaries/c", Canary("http://127.0.0.1:2/b", "noted", "***"));
        Assert.Equal((400, "target.headers.Authorization"), (elsewhere.Status, (string?)elsewhere.Json["errors"]![0]!["field"]));
    }

    [Fact]
    public async Task A_run_of_all_is_an_operation()
    {
        await using var target = await Receiver.OpenAsync();
        var tenant = await app.TenantAsync();
        await tenant.AskAsync(HttpMethod.Put, "/canaries/c", Canary(target.Url, "something else"));
        var operation = await tenant.OperateAsync("/canaries/run", new { });
        Assert.Equal(1, (int)operation["result"]!["fail"]!);
        Assert.Equal(204, (await tenant.AskAsync(HttpMethod.Delete, "/canaries/c")).Status);
        Assert.Equal(404, (await tenant.AskAsync(HttpMethod.Delete, "/canaries/c")).Status);
        Assert.Empty((await tenant.ReportAsync("/reports/canaries"))["canaries"]!.AsArray());
    }

    [Theory]
    [InlineData("""{}""", "endpoint", "prompt", "target", "expect")]
    [InlineData("""{"endpoint":"a","prompt":"b","target":{"type":"model"},"expect":[]}""", "target.model", "expect")]
    [InlineData("""{"endpoint":"a","prompt":"b","target":{"type":"fax"},"expect":[{"type":"hopes"}]}""", "target.type", "expect[0].type")]
    [InlineData(
        """{"endpoint":"a","prompt":"b","target":{"type":"http","url":"ftp://x/"},"expect":[{"type":"date_equals","value":"03/04/2024"}]}""",
        "target.url",
        "target.body",
        "expect[0].value"
    )]
    [InlineData(
        """{"endpoint":"a","prompt":"b","target":{"type":"model","model":"m"},"expect":[{"type":"regex","pattern":"(?=a)"}]}""",
        "expect[0].pattern"
    )]
    public async Task Faults_are_named_all_at_once(string canary, params string[] fields)
    {
        var tenant = await app.SharedTenantAsync();
        var answer = await tenant.AskAsync(HttpMethod.Put, "/canaries/c", canary);
        Assert.Equal(400, answer.Status);
        Assert.Equal(fields, answer.Json["errors"]!.AsArray().Select(error => (string?)error!["field"]));
    }

    [Fact]
    public async Task A_golden_set_is_kept_in_versions_run_and_pinned()
    {
        await using var target = await Receiver.OpenAsync();
        var tenant = await app.TenantAsync();
        var set = new JsonObject
        {
            ["endpoint"] = "extract",
            ["target"] = Target(target.Url),
            ["examples"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = "q1",
                    ["question"] = "Say noted.",
                    ["expected"] = "noted",
                }
            ),
        };
        var first = await tenant.AskAsync(HttpMethod.Put, "/golden-sets/words", set);
        Assert.True(first.Status == 200, first.Text);
        Assert.Equal(1, (int)first.Json["version"]!);
        var second = await ImportAsync(tenant, "words", "id,question,expected\nq1,Say noted.,noted\nq2,Say more.,more\n", "text/csv");
        Assert.Equal((2, 2), ((int)second["version"]!, (int)second["examples"]!));
        Assert.Single((await tenant.ReportAsync("/golden-sets/words?version=1"))["examples"]!.AsArray());

        var operation = await tenant.OperateAsync("/golden-sets/words/run", new { });
        var run = (string?)operation["result"]!["run"];
        var runs = await tenant.ReportAsync("/golden-sets/words/runs");
        Assert.Equal(0.5, (double)runs["runs"]![0]!["scores"]!["match"]!["mean"]!);
        Assert.Equal("no_baseline", (string?)runs["runs"]![0]!["reason"]);
        Assert.Equal("q2", (string?)(await tenant.ReportAsync($"/golden-sets/words/runs/{run}"))["results"]![0]!["example_id"]);
        Assert.Equal(204, (await tenant.AskAsync(HttpMethod.Post, $"/golden-sets/words/runs/{run}/pin")).Status);
        Assert.Equal(run, (string?)(await tenant.ReportAsync("/golden-sets/words"))["pinned_run"]);

        await app.RunAsync("RunGoldenSets");
        await app.DrainAsync("golden-sets", "RunGoldenSet");
        Assert.Equal(2, (await tenant.ReportAsync("/golden-sets/words/runs"))["runs"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_golden_set_of_another_project_is_not_there()
    {
        var (one, other) = (await app.TenantAsync(), await app.TenantAsync());
        await ImportAsync(one, "words", """{"question":"?"}""", "application/jsonl");
        Assert.Equal(404, (await other.GetAsync("/golden-sets/words")).Status);
        Assert.Equal(404, (await other.GetAsync("/golden-sets/words/runs")).Status);
        var started = await one.AskAsync(HttpMethod.Post, "/golden-sets/words/run");
        Assert.Equal(202, started.Status);
        await app.DrainAsync("operations", "RunOperation");
        var operation = await one.GetAsync($"/operations/{started["operation_id"]}");
        Assert.Contains("PUT it with a target", operation.Text, StringComparison.Ordinal); // nobody to ask yet
    }

    private static async Task<JsonNode> ImportAsync(Tenant tenant, string name, string file, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/golden-sets/{name}")
        {
            Content = new StringContent(file, null, type),
        };
        var answer = await tenant.SendAsync(request);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    private static JsonObject Canary(string url, string expected, string secret = "Bearer s3cret") =>
        new()
        {
            ["endpoint"] = "chat",
            ["target"] = Target(url, secret),
            ["prompt"] = "Say \"noted\".",
            ["expect"] = new JsonArray(new JsonObject { ["type"] = "contains", ["value"] = expected }),
        };

    private static JsonObject Target(string url, string secret = "Bearer s3cret") =>
        new()
        {
            ["type"] = "http",
            ["url"] = url,
            ["headers"] = new JsonObject { ["Authorization"] = secret },
            ["body"] = new JsonObject { ["q"] = "{{prompt}}" },
        };
}

/// <summary>On the embedded store, with leave to ask the loopback.</summary>
public sealed class ProbingApp() : AppFixture(("LlmMonitor:Probes:AllowPrivateAddresses", "true"));
