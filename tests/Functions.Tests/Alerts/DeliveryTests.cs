using System.Text.Json.Nodes;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmMonitor.Functions.Tests.Alerts;

public sealed class DeliveryTests
{
    private const string Secret = "a-secret-of-the-webhook";

    [Theory]
    [InlineData("webhook")]
    [InlineData("slack")]
    [InlineData("teams")]
    [InlineData("pagerduty")]
    public async Task After_an_outage_of_a_minute_each_channel_has_the_alert_once(string type)
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var app = await AlertApp.OpenAsync();
        await PutAsync(app, type, receiver.Url);
        receiver.Status = 503;
        await app.JudgeAsync(VerdictState.Critical);
        for (var second = 0; second < 60; second += 10)
        {
            await app.DeliverAsync();
            app.Time.Advance(TimeSpan.FromSeconds(10));
        }
        Assert.InRange(receiver.Got.Count, 2, 4);
        receiver.Got.Clear();
        receiver.Status = 202;
        for (var minute = 0; minute < 10; minute++)
        {
            await app.DeliverAsync();
            app.Time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Single(receiver.Got);
        Assert.Equal(0, await app.Get<IQueues>().CountAsync(WorkQueue.PoisonOf(AlertDesk.Queue)));
        Assert.Equal(["ttft_p95"], await RulesAsync(app));
    }

    [Fact]
    public async Task What_a_channel_should_get_whose_key_is_missing_waits_for_the_key()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var app = await AlertApp.OpenAsync();
        var key = new SecretOptions { Key = Convert.ToBase64String(new byte[32]) };
        var hook = new Channel("ops", "webhook", receiver.Url, Secret, [], null, AlertSeverity.Warning);
        var elsewhere = new ChannelStore(app.Get<ITables>(), new SecretBox(Options.Create(key), app.Get<SecretSource>()));
        await elsewhere.PutAsync(app.Project.Id, hook, TestContext.Current.CancellationToken);
        await app.JudgeAsync(VerdictState.Critical);
        await app.DeliverAsync();
        Assert.Empty(receiver.Got);
        var listed = (await app.GetAsync("/channels")).Json["channels"]![0]!;
        Assert.Contains("put the channel anew", (string?)listed["fault"], StringComparison.Ordinal);
        await PutAsync(app, "webhook", receiver.Url, "ops");
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.DeliverAsync();
        Assert.Single(receiver.Got);
    }

    [Fact]
    public async Task A_webhook_is_signed_with_its_time()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var app = await AlertApp.OpenAsync();
        await PutAsync(app, "webhook", receiver.Url);
        await app.JudgeAsync(VerdictState.Critical);
        await app.DeliverAsync();
        var got = Assert.Single(receiver.Got);
        Assert.Equal(WebhookChannel.Sign(Secret, app.Time.GetUtcNow(), got.Body), got.Headers[WebhookChannel.SignatureHeader]);
        Assert.NotEqual(
            WebhookChannel.Sign("another-secret-of-it", app.Time.GetUtcNow(), got.Body),
            got.Headers[WebhookChannel.SignatureHeader]
        );
        Assert.Equal(JsonNode.Parse(got.Body)!["id"]!.ToString(), got.Headers[WebhookChannel.NoticeHeader]);
        // From Python: hmac.new(b"secret", b"1700000000.{}", hashlib.sha256).hexdigest()
        Assert.Equal(
            "t=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163",
            WebhookChannel.Sign("secret", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "{}")
        );
    }

    [Fact]
    public async Task PagerDuty_s_alert_is_closed_by_its_own_key()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var app = await AlertApp.OpenAsync();
        await PutAsync(app, "pagerduty", receiver.Url);
        await app.JudgeAsync(VerdictState.Critical);
        for (var minute = 0; minute < 5; minute++)
            await app.JudgeAsync(VerdictState.Ok);
        await app.DeliverAsync();
        var events = receiver.Got.Select(got => JsonNode.Parse(got.Body)!).OrderByDescending(one => (string?)one["event_action"]).ToList();
        Assert.Equal(["trigger", "resolve"], events.Select(one => (string?)one["event_action"]));
        Assert.Single(events.Select(one => (string?)one["dedup_key"]).Distinct());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(302)]
    public async Task A_refusal_is_set_aside_with_its_reason_and_is_an_alert_that_does_not_go_round(int status)
    {
        await using var good = await Receiver.OpenAsync();
        await using var bad = await Receiver.OpenAsync();
        await using var app = await AlertApp.OpenAsync();
        (bad.Status, bad.Location) = (status, status == 302 ? good.Url : null);
        await PutAsync(app, "slack", bad.Url, "bad");
        await PutAsync(app, "webhook", good.Url, "good");
        await app.JudgeAsync(VerdictState.Critical);
        for (var minute = 0; minute < 10; minute++)
        {
            await app.DeliverAsync();
            app.Time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Single(bad.Got);
        Assert.Equal(
            ["delivery_failed", "ttft_p95"],
            good.Got.Select(got => (string?)JsonNode.Parse(got.Body)!["alerts"]![0]!["rule"]).Order()
        );
        Assert.Equal(1, await app.Get<IQueues>().CountAsync(WorkQueue.PoisonOf(AlertDesk.Queue)));
        var id = (string?)
            (await app.GetAsync("/alerts?state=firing")).Json["alerts"]!.AsArray().Single(alert => (string?)alert!["rule"] == "ttft_p95")![
                "id"
            ];
        var deliveries = (await app.GetAsync($"/alerts/{id}")).Json["history"]![0]!["deliveries"]!.AsArray();
        Assert.Equal(["failed", "delivered"], deliveries.Select(one => (string?)one!["state"]));
        Assert.Contains(status.ToString(), (string?)deliveries[0]!["detail"], StringComparison.Ordinal);

        // The next that works ends it.
        (bad.Status, bad.Location) = (200, null);
        await app.JudgeAsync(VerdictState.Critical, "endpoint:other");
        await app.DeliverAsync();
        Assert.DoesNotContain("delivery_failed", await RulesAsync(app));
    }

    [Fact]
    public async Task Two_messages_for_one_delivery_send_it_once()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var app = await AlertApp.OpenAsync();
        await PutAsync(app, "webhook", receiver.Url);
        await app.JudgeAsync(VerdictState.Critical);
        var message = Assert.Single(await app.Get<IQueues>().ReceiveAsync(AlertDesk.Queue, 32, TimeSpan.FromSeconds(1)));
        await app.Get<IQueues>().SendAsync(AlertDesk.Queue, message.Text);
        app.Time.Advance(TimeSpan.FromSeconds(2));
        await app.DeliverAsync();
        app.Time.Advance(TimeSpan.FromMinutes(5));
        await app.DeliverAsync();
        Assert.Single(receiver.Got);
    }

    [Fact]
    public async Task What_leads_inside_is_refused_unless_the_setting_allows_it()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var app = await AlertApp.OpenAsync(allowPrivate: false);
        Assert.Equal(400, (await app.AskAsync(HttpMethod.Put, "/channels/a", new { type = "slack", url = receiver.Url })).Status);
        // A name says nothing before it is looked up.
        await PutAsync(app, "slack", receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        var test = await app.AskAsync(HttpMethod.Post, "/channels/slack/test");
        Assert.Equal("false", test["delivered"]);
        Assert.Contains("no public address", test["reason"], StringComparison.Ordinal);
        Assert.Empty(receiver.Got);
    }

    private static async Task PutAsync(AlertApp app, string type, string url, string? name = null)
    {
        var answer = await app.AskAsync(
            HttpMethod.Put,
            $"/channels/{name ?? type}",
            new
            {
                type,
                url,
                secret = Secret,
                routing_key = new string('k', 32),
            }
        );
        Assert.True(answer.Status == 200, answer.Text);
    }

    private static async Task<List<string?>> RulesAsync(AlertApp app) =>
        [.. (await app.GetAsync("/alerts?state=firing")).Json["alerts"]!.AsArray().Select(alert => (string?)alert!["rule"]).Distinct()];
}
