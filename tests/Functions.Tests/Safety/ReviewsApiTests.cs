using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using LlmMonitor.Functions.Tests.Projects;
using Xunit;

namespace LlmMonitor.Functions.Tests.Safety;

/// <summary>The review queue over HTTP, from the gate's block to the report. // S18</summary>
public sealed class ReviewsApiTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    private const string Harm = "Here is how to make a bomb at home.";

    [Fact]
    public async Task What_the_gate_blocks_is_decided_by_two_people_and_counts_for_its_pattern()
    {
        var tenant = await BlockedAsync("r1");
        var (ann, bob) = (await KeyAsync(tenant, "review"), await KeyAsync(tenant, "review"));
        var listed = (await AskAsync(ann, "/reviews?state=new")).Json["reviews"]!.AsArray();
        var item = Assert.Single(listed)!;
        Assert.Equal(("r1", "critical", "chat"), ((string?)item["id"], (string?)item["severity"], (string?)item["endpoint"]));

        Assert.Equal("assigned", (await PostAsync(ann, "/reviews/r1/assign"))["state"]);
        Assert.Equal(409, (await PostAsync(bob, "/reviews/r1/assign")).Status);
        Assert.Equal(409, (await PostAsync(bob, "/reviews/r1/decision", """{"verdict":"safe"}""")).Status);
        Assert.Empty((await AskAsync(ann, "/reviews?state=new")).Json["reviews"]!.AsArray());

        const string Decision = """{"verdict":"harmful","category":"indiscriminate_weapons","note":"a recipe"}""";
        Assert.Equal("decided", (await PostAsync(ann, "/reviews/r1/decision", Decision))["state"]);
        Assert.Equal(409, (await PostAsync(ann, "/reviews/r1/escalate")).Status);
        Assert.Equal("closed", (await PostAsync(bob, "/reviews/r1/decision", Decision))["state"]);
        Assert.Equal(409, (await PostAsync(bob, "/reviews/r1/escalate")).Status);
        Assert.Single((await AskAsync(bob, "/reviews?state=closed")).Json["reviews"]!.AsArray());

        var detail = (await AskAsync(ann, "/reviews/r1")).Json;
        Assert.Equal(["opened", "assigned", "decided", "decided"], detail["history"]!.AsArray().Select(line => (string?)line!["act"]));
        app.Time.Advance(TimeSpan.FromSeconds(1));
        var report = await tenant.ReportAsync("/reports/reviews");
        var pattern = report["patterns"]!.AsArray().First(one => (string?)one!["id"] == "weapons.make-bomb")!;
        Assert.Equal((1, 1, 1.0), ((int)pattern["n_decided"]!, (int)pattern["n_harmful"]!, (double)pattern["precision"]!));
        Assert.Equal(0.025, (double)pattern["interval"]!["low"]!, 9);
    }

    [Fact]
    public async Task Texts_and_notes_are_for_those_who_review()
    {
        var tenant = await BlockedAsync("r1");
        var (reviewer, reader, sender) = (
            await KeyAsync(tenant, "review"),
            await KeyAsync(tenant, "read"),
            await KeyAsync(tenant, "ingest")
        );
        await PostAsync(reviewer, "/reviews/r1/escalate", """{"note":"He asks for a bomb."}""");
        var seen = await AskAsync(reviewer, "/reviews/r1");
        Assert.Contains(Harm, seen.Text, StringComparison.Ordinal);
        Assert.Contains("He asks", seen.Text, StringComparison.Ordinal);
        var read = await AskAsync(reader, "/reviews/r1");
        Assert.Equal(
            (200, null, "needs_scope_review"),
            (read.Status, (string?)read.Json["texts"]?.ToString(), (string?)read.Json["texts_missing"])
        );
        Assert.DoesNotContain("bomb at home", read.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("He asks", read.Text, StringComparison.Ordinal);
        Assert.Equal(403, (await PostAsync(reader, "/reviews/r1/assign")).Status);
        Assert.Equal(403, (await AskAsync(sender, "/reviews")).Status);
    }

    [Fact]
    public async Task A_project_that_keeps_no_texts_shows_none()
    {
        var tenant = await BlockedAsync("r1", new { texts = "none" });
        Assert.Equal("not_kept", (await tenant.GetAsync("/reviews/r1"))["texts_missing"]);
    }

    [Fact]
    public async Task Another_project_s_review_is_not_there()
    {
        await BlockedAsync("r1");
        var other = await app.TenantAsync();
        Assert.Empty((await other.GetAsync("/reviews")).Json["reviews"]!.AsArray());
        Assert.Equal(404, (await other.GetAsync("/reviews/r1")).Status);
        foreach (var act in new[] { "assign", "escalate" })
            Assert.Equal(404, (await other.AskAsync(HttpMethod.Post, $"/reviews/r1/{act}")).Status);
        Assert.Equal(404, (await other.AskAsync(HttpMethod.Post, "/reviews/r1/decision", """{"verdict":"safe"}""")).Status);
    }

    [Fact]
    public async Task A_person_may_ask_for_a_look_and_object_to_a_closed_one()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync(Call(tenant, "r1", "Fine."));
        var (ann, bob, cat) = (await KeyAsync(tenant, "review"), await KeyAsync(tenant, "review"), await KeyAsync(tenant, "review"));
        Assert.Equal(404, (await PostAsync(ann, "/reviews", """{"request_id":"unheard-of"}""")).Status);
        var opened = await PostAsync(ann, "/reviews", """{"request_id":"r1","severity":"low","note":"odd"}""");
        Assert.Equal(("new", "low"), (opened["state"], opened["severity"]));
        Assert.Equal("closed", (await PostAsync(ann, "/reviews/r1/decision", """{"verdict":"safe"}"""))["state"]);
        Assert.Equal("escalated", (await PostAsync(bob, "/reviews", """{"request_id":"r1","note":"no"}"""))["state"]);
        Assert.Equal(409, (await PostAsync(bob, "/reviews/r1/decision", """{"verdict":"harmful"}""")).Status);
        Assert.Equal("harmful", (await PostAsync(cat, "/reviews/r1/decision", """{"verdict":"harmful"}"""))["verdict"]);
    }

    [Fact]
    public async Task A_decision_may_add_the_call_to_a_golden_set_once()
    {
        var tenant = await BlockedAsync("r1");
        const string Decision = """{"verdict":"harmful","golden_set":"harm","expected":"I cannot help with that."}""";
        Assert.Equal("golden_set", Field(await tenant.AskAsync(HttpMethod.Post, "/reviews/r1/decision", Decision)));
        await tenant.AskAsync(HttpMethod.Put, "/golden-sets/harm", """{"examples":[{"id":"q1","question":"?"}]}""");
        for (var i = 0; i < 2; i++)
            Assert.Equal(200, (await tenant.AskAsync(HttpMethod.Post, "/reviews/r1/decision", Decision)).Status);
        var set = await tenant.ReportAsync("/golden-sets/harm");
        Assert.Equal((2, 2), ((int)set["version"]!, set["examples"]!.AsArray().Count));
        var example = set["examples"]!.AsArray().Single(one => (string?)one!["id"] == "r1")!;
        Assert.Equal(("How do I make a bomb?", "I cannot help with that."), ((string?)example["question"], (string?)example["expected"]));
    }

    [Fact]
    public async Task The_list_comes_in_pages_and_faults_are_named()
    {
        var tenant = await app.TenantAsync();
        for (var i = 0; i < 5; i++)
            await tenant.TakeAsync(Call(tenant, $"r{i}", "Fine."));
        for (var i = 0; i < 5; i++)
            Assert.Equal(200, (await tenant.AskAsync(HttpMethod.Post, "/reviews", new { request_id = $"r{i}" })).Status);
        var ids = new List<string?>();
        string? next = null;
        do
        {
            var page = (await tenant.GetAsync($"/reviews?limit=2{(next is null ? "" : $"&next={next}")}")).Json;
            ids.AddRange(page["reviews"]!.AsArray().Select(item => (string?)item!["id"]));
            next = (string?)page["next"];
        } while (next is not null);
        Assert.Equal(["r0", "r1", "r2", "r3", "r4"], ids);
        Assert.Equal(400, (await tenant.GetAsync("/reviews?state=angry&limit=0&next=!")).Status);
        Assert.Equal(400, (await tenant.GetAsync("/reports/reviews?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")).Status);
        Assert.Equal("verdict", Field(await tenant.AskAsync(HttpMethod.Post, "/reviews/r0/decision", "{}")));
        Assert.Equal(400, (await tenant.AskAsync(HttpMethod.Post, "/reviews/r0/decision", """{"verdict":"maybe"}""")).Status);
    }

    [Fact]
    public async Task Overdue_reviews_become_an_alert()
    {
        var tenant = await BlockedAsync("r1");
        app.Time.Advance(TimeSpan.FromMinutes(61));
        await app.RunAsync("CheckReviews");
        await app.DrainAsync("reviews", "CheckProjectReviews");
        await app.RunAsync("RunMonitors");
        await app.DrainAsync("monitors", "RunProjectMonitors");
        var alerts = (await tenant.GetAsync("/alerts?state=firing")).Json["alerts"]!.AsArray();
        var alert = Assert.Single(alerts, one => (string?)one!["rule"] == "review_overdue")!;
        Assert.Equal("critical", (string?)alert["severity"]);
        Assert.Equal("r1", (string?)alert["evidence"]!["overdue"]![0]!["id"]);
    }

    private async Task<Tenant> BlockedAsync(string id, object? settings = null)
    {
        var tenant = await app.TenantAsync(settings);
        var check = await tenant.AskAsync(
            HttpMethod.Post,
            "/safety/check",
            new
            {
                request_id = id,
                endpoint = "chat",
                response = Harm,
            }
        );
        Assert.Equal("false", check["serve"]);
        await tenant.TakeAndFoldAsync(Call(tenant, id, Harm));
        await app.RunAsync("CheckReviews");
        await app.DrainAsync("reviews", "CheckProjectReviews");
        return tenant;
    }

    private static object Call(Tenant tenant, string id, string response) =>
        new
        {
            request_id = id,
            timestamp = tenant.Now,
            model = "gpt-4o",
            endpoint = "chat",
            prompt = "How do I make a bomb?",
            response,
        };

    private async Task<HttpClient> KeyAsync(Tenant tenant, string scope)
    {
        using var client = app.Client(TestApp.AdminKey);
        var key = await client.AskAsync(
            HttpMethod.Post,
            "/api/v1/keys",
            new
            {
                project_id = tenant.Id,
                name = scope,
                scopes = new[] { scope },
            }
        );
        return app.Client(key["key"]!);
    }

    private static Task<Answer> AskAsync(HttpClient client, string path) => client.AskAsync(HttpMethod.Get, "/api/v1" + path);

    private static Task<Answer> PostAsync(HttpClient client, string path, string? body = null) =>
        client.AskAsync(HttpMethod.Post, "/api/v1" + path, body);

    private static string? Field(Answer answer) => (string?)answer.Json["errors"]?[0]?["field"];
}
