using System.Net.Http.Headers;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Projects;
using Xunit;

namespace LlmMonitor.Functions.Tests.Changes;

/// <summary>Changes over HTTP: told, seen in calls, made here, and on the daily page.</summary>
public sealed class ChangesApiTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    [Theory]
    [InlineData("""{"kind":"prompt","description":"v12 is live","timestamp":"2026-11-23T09:00:00Z"}""")]
    [InlineData("""{"kind":"prompt","description":"v12 is live"}""")]
    [InlineData("""{"kind":"code","version":"1.2","id":"deploy-77"}""")]
    public async Task A_change_that_is_told_twice_is_one(string change)
    {
        var tenant = await app.TenantAsync();
        var first = await tenant.AskAsync(HttpMethod.Post, "/changes", change);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var again = await tenant.AskAsync(HttpMethod.Post, "/changes", change);
        Assert.Equal((201, 200), (first.Status, again.Status));
        Assert.Equal(first["id"], again["id"]);
        Assert.Single((await tenant.GetAsync("/changes")).Json["changes"]!.AsArray());
    }

    [Fact]
    public async Task A_change_is_shown_under_the_names_by_which_it_was_told()
    {
        var tenant = await app.TenantAsync();
        var told = new Dictionary<string, string>
        {
            ["kind"] = "provider_notice",
            ["endpoint"] = "chat",
            ["description"] = "retires in May",
            ["timestamp"] = "2026-11-20T00:00:00+00:00",
            ["version"] = "v2",
        };
        var answer = await tenant.AskAsync(HttpMethod.Post, "/changes", told);
        var listed = (await tenant.GetAsync("/changes")).Json["changes"]![0]!;
        Assert.All(told, field => Assert.Equal((field.Value, field.Value), (answer[field.Key], (string?)listed[field.Key])));
    }

    [Fact]
    public async Task Every_fault_is_named_at_once()
    {
        var tenant = await app.SharedTenantAsync();
        var answer = await tenant.AskAsync(HttpMethod.Post, "/changes", """{"kind":"weather","timestamp":"tomorrow"}""");
        Assert.Equal(400, answer.Status);
        Assert.Equal(["kind", "description", "timestamp"], answer.Json["errors"]!.AsArray().Select(fault => (string?)fault!["field"]));
    }

    [Fact]
    public async Task The_list_is_newest_first_filtered_and_paged()
    {
        var tenant = await app.TenantAsync();
        for (var i = 0; i < 5; i++)
            await tenant.AskAsync(
                HttpMethod.Post,
                "/changes",
                new
                {
                    kind = i % 2 == 0 ? "prompt" : "data",
                    endpoint = i == 4 ? "batch" : "chat",
                    description = $"n{i}",
                    timestamp = app.Time.GetUtcNow().AddHours(-i),
                }
            );
        var page = await tenant.GetAsync("/changes?limit=3");
        Assert.Equal(["n0.", "n1.", "n2."], Words(page).Select(word => word + "."));
        Assert.Equal(["n3", "n4"], Words(await tenant.GetAsync($"/changes?limit=3&next={page["next"]}")));
        Assert.Equal(["n1", "n3"], Words(await tenant.GetAsync("/changes?kind=data")));
        Assert.Equal(["n0", "n2"], Words(await tenant.GetAsync("/changes?kind=prompt&endpoint=chat")));
        Assert.Equal(400, (await tenant.GetAsync("/changes?kind=weather&limit=0")).Status);
        Assert.Empty(Words(await (await app.TenantAsync()).GetAsync("/changes")));
    }

    [Fact]
    public async Task What_calls_show_and_what_is_set_here_is_in_the_list_and_on_the_day_s_page()
    {
        var tenant = await app.TenantAsync();
        const string Thresholds = """{"class":"chat","ttft_p95_seconds":2.5}""";
        await tenant.AskAsync(HttpMethod.Put, "/thresholds/chat", Thresholds);
        await tenant.AskAsync(HttpMethod.Put, "/thresholds/chat", Thresholds);
        await tenant.TakeAndFoldAsync(Call("a", "v1"));
        await tenant.TakeAndFoldAsync(Call("b", "v2"));

        var changes = (await tenant.GetAsync("/changes")).Json["changes"]!.AsArray();
        Assert.Equal(
            [("prompt", "seen", "v2"), ("rules", "seen", null)],
            changes.Select(change =>
                (
                    (string?)change!["kind"],
                    (string?)change["source"],
                    (string?)change["kind"] == "rules" ? null : (string?)change["version"]
                )
            )
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/reports/daily?date={app.Time.GetUtcNow():yyyy-MM-dd}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        var page = (await tenant.SendAsync(request)).Text;
        Assert.Contains("Changes that day", page, StringComparison.Ordinal);
        Assert.Contains("Prompt version v2 first seen at chat", page, StringComparison.Ordinal);
    }

    private object Call(string id, string version) =>
        new
        {
            request_id = id,
            timestamp = app.Time.GetUtcNow(),
            model = "gpt-4o",
            endpoint = "chat",
            prompt_version = version,
            input_tokens = 10,
            output_tokens = 5,
        };

    private static IEnumerable<string?> Words(Answer list) =>
        list.Json["changes"]!.AsArray().Select(change => (string?)change!["description"]);
}
