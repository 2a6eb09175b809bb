using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;
using Xunit;

namespace LlmMonitor.Functions.Tests.Alerts;

public sealed class AlertsApiTests
{
    [Fact]
    public async Task Where_all_is_quiet_the_list_is_empty() // S14
    {
        await using var app = await AlertApp.OpenAsync();
        await app.JudgeAsync(VerdictState.Ok);
        Assert.Equal("""{"alerts":[],"next":null}""", (await app.GetAsync("/alerts?state=firing")).Text);
    }

    [Fact]
    public async Task An_alert_is_listed_looked_at_and_acknowledged()
    {
        await using var app = await AlertApp.OpenAsync();
        await app.JudgeAsync(VerdictState.Critical);
        var alert = (await app.GetAsync("/alerts?state=firing")).Json["alerts"]!.AsArray().Single()!;
        Assert.Equal(("critical", "firing", "4.2"), ((string?)alert["severity"], (string?)alert["state"], alert["observed"]!.ToString()));
        Assert.Equal("{}", alert["evidence"]!.ToJsonString());
        var path = $"/alerts/{alert["id"]}";
        Assert.Equal(200, (await app.AskAsync(HttpMethod.Post, path + "/acknowledge", new { note = "on it" })).Status);
        Assert.Empty((await app.GetAsync("/alerts?state=firing")).Json["alerts"]!.AsArray());
        var history = (await app.GetAsync(path)).Json["history"]!.AsArray();
        Assert.Equal(["firing", "acknowledged"], history.Select(line => (string?)line!["state"]));
        for (var minute = 0; minute < 5; minute++)
            await app.JudgeAsync(VerdictState.Ok);
        Assert.Equal(409, (await app.AskAsync(HttpMethod.Post, path + "/acknowledge", new { })).Status);
        Assert.Equal(404, (await app.AskAsync(HttpMethod.Post, "/alerts/20261123060000-0/acknowledge", new { })).Status);
        Assert.Equal(404, (await app.GetAsync("/alerts/unheard-of")).Status);
    }

    [Fact]
    public async Task The_list_comes_in_pages()
    {
        await using var app = await AlertApp.OpenAsync();
        for (var i = 0; i < 5; i++)
            await app.JudgeAsync(VerdictState.Critical, $"user:{i}");
        var subjects = new List<string?>();
        string? next = null;
        do
        {
            var page = (await app.GetAsync($"/alerts?limit=2{(next is null ? "" : $"&next={next}")}")).Json;
            subjects.AddRange(page["alerts"]!.AsArray().Select(alert => (string?)alert!["subject"]));
            next = (string?)page["next"];
        } while (next is not null);
        Assert.Equal(["user:4", "user:3", "user:2", "user:1", "user:0"], subjects);
        Assert.Equal(400, (await app.GetAsync("/alerts?state=angry&limit=0&next=!")).Status);
    }

    [Fact]
    public async Task A_channel_s_secrets_are_never_shown()
    {
        await using var app = await AlertApp.OpenAsync();
        var body = new
        {
            type = "webhook",
            url = "https://hooks.example.org/secret-path",
            secret = "secret-of-16-letters",
            routing_key = "secret-key",
            min_severity = "critical",
        };
        var put = await app.AskAsync(HttpMethod.Put, "/channels/hook", body);
        var list = await app.GetAsync("/channels");
        Assert.All(new[] { put.Text, list.Text }, text => Assert.DoesNotContain("secret-", text, StringComparison.Ordinal));
        Assert.Equal("https://hooks.example.org/…", (string?)list.Json["channels"]![0]!["url"]);
        Assert.Equal(204, (await app.AskAsync(HttpMethod.Delete, "/channels/hook")).Status);
        Assert.Empty((await app.GetAsync("/channels")).Json["channels"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"type":"print"}""", "type")] // W2
    [InlineData("""{"type":"webhook","url":"ftp://example.org"}""", "url,secret")]
    [InlineData("""{"type":"email","to":[]}""", "to")]
    [InlineData("""{"type":"email","to":["ann","bob@example.org"]}""", "to[0]")]
    [InlineData("""{"type":"pagerduty"}""", "routing_key")]
    public async Task Every_fault_of_a_channel_is_named(string body, string fields)
    {
        await using var app = await AlertApp.OpenAsync();
        var answer = await app.AskAsync(HttpMethod.Put, "/channels/a", body);
        Assert.Equal(400, answer.Status);
        Assert.Equal(fields, string.Join(',', answer.Json["errors"]!.AsArray().Select(fault => (string?)fault!["field"])));
    }

    [Fact]
    public async Task A_test_says_whether_the_channel_took_it()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var app = await AlertApp.OpenAsync();
        await app.AskAsync(HttpMethod.Put, "/channels/slack", new { type = "slack", url = receiver.Url });
        await app.AskAsync(HttpMethod.Put, "/channels/mail", new { type = "email", to = new[] { "ann@example.org" } });
        Assert.Equal("true", (await app.AskAsync(HttpMethod.Post, "/channels/slack/test"))["delivered"]);
        Assert.Equal("true", (await app.AskAsync(HttpMethod.Post, "/channels/mail/test"))["delivered"]);
        Assert.Contains("[Test]", JsonNode.Parse(Assert.Single(receiver.Got).Body)!["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(app.MailFolder));
        Assert.Empty((await app.GetAsync("/alerts")).Json["alerts"]!.AsArray());
    }

    [Fact]
    public async Task A_silence_is_kept_listed_and_ended()
    {
        await using var app = await AlertApp.OpenAsync();
        var body = """{"match":{"rule":"ttft_*","severity":"warning"},"to":"2026-12-24T00:00:00Z","reason":"deploy"}""";
        Assert.Equal(200, (await app.AskAsync(HttpMethod.Put, "/silences/night", body)).Status);
        Assert.Equal("ttft_*", (string?)(await app.GetAsync("/silences")).Json["silences"]![0]!["match"]!["rule"]);
        Assert.Equal(204, (await app.AskAsync(HttpMethod.Delete, "/silences/night")).Status);
        Assert.Equal(400, (await app.AskAsync(HttpMethod.Put, "/silences/night", """{"match":{"rule":""}}""")).Status);
    }

    [Theory]
    [InlineData("""{"from":"2026-11-24T01:00:00Z","to":"2026-11-24T02:00:00Z","repeat":"daily"}""", null)]
    [InlineData("""{"from":"2026-11-24T01:00:00Z","to":"2026-11-24T02:00:00Z","repeat":"weekly","until":"2027-01-01T00:00:00Z"}""", null)]
    [InlineData("""{"from":"2026-11-24T01:00:00Z","to":"2026-11-25T01:00:00Z","repeat":"daily"}""", "to")]
    [InlineData("""{"from":"2026-11-24T01:00:00Z","to":"2026-11-24T02:00:00Z","until":"2027-01-01T00:00:00Z"}""", "until")]
    [InlineData("""{"from":"2026-11-24T01:00:00Z","to":"2026-11-24T02:00:00Z","repeat":"daily","until":"2026-11-24T01:00:00Z"}""", "until")]
    public async Task A_maintenance_window_repeats_or_says_what_is_wrong(string body, string? faulty)
    {
        await using var app = await AlertApp.OpenAsync();
        var answer = await app.AskAsync(HttpMethod.Put, "/silences/window", body);
        Assert.Equal(faulty is null ? 200 : 400, answer.Status);
        Assert.Contains(faulty is null ? "\"repeat\":" : $"\"{faulty}\"", answer.Text, StringComparison.Ordinal);
    }
}
