using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Alerts;

public sealed class ChannelMessageTests
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Channel Mail = new("mail", "email", null, null, ["ann@example.org"], null, AlertSeverity.Warning);

    [Theory]
    [InlineData("spend")]
    [InlineData("group")]
    [InlineData("resolved")]
    public void Each_channel_says_what_since_when_how_bad_how_sure_where_and_what_first(string name)
    {
        var message = name switch
        {
            "spend" => Samples.Spend,
            "group" => Samples.Group,
            _ => Samples.Resolved,
        };
        var letter = EmailChannel.Write(Mail, message);
        Same($"{name}.email.txt", $"Subject: {letter.Subject}\n\n{letter.Text}");
        Same($"{name}.email.html", letter.Html);
        Same($"{name}.webhook.json", Indented(WebhookChannel.Write(message)));
        Same($"{name}.slack.json", Indented(SlackChannel.Write(message).ToJsonString()));
        Same($"{name}.teams.json", Indented(TeamsChannel.Write(message).ToJsonString()));
        var events = new JsonArray([.. message.Items.Select(item => PagerDutyChannel.Write(new string('k', 32), message, item))]);
        Same($"{name}.pagerduty.json", Indented(events.ToJsonString()));
    }

    [Fact]
    public void An_alert_that_was_brought_to_an_incident_names_it_by_its_address()
    {
        var (notice, options) = (Samples.Spend.Notice, new AlertOptions { PublicUrl = "https://monitor.example.org/" });
        var of = new Dictionary<string, string> { [notice.Alerts[0].AlertId] = "inc-1" };
        Assert.Contains(
            ("Incident", "https://monitor.example.org/api/v1/incidents/inc-1"),
            MessageRules.Write(Samples.Project, notice, options, of).Items[0].Lines
        );
        Assert.DoesNotContain(MessageRules.Write(Samples.Project, notice, options).Items[0].Lines, line => line.Label == "Incident");
    }

    [Fact]
    public void A_tentative_alert_says_so() =>
        Assert.StartsWith("[Critical, tentative] spend_spike", Samples.Spend.Title, StringComparison.Ordinal);

    [Fact]
    public void A_card_that_grew_too_large_says_how_many_more_there_are()
    {
        var alerts = Enumerable
            .Range(0, Notice.MostAlerts)
            .Select(i =>
                Samples.Firing() with
                {
                    Verdict = Samples.Verdict(VerdictState.Critical, Samples.Start) with
                    {
                        Summary = new string('€', 600),
                        Subject = $"user:{i}",
                    },
                }
            )
            .Select(state => new NoticeAlert(AlertRules.IdOf("demo", state), NoticeKind.Fired, state));
        var notice = new Notice("1-a", "demo", Samples.Start, "project", [.. alerts], []);
        var card = TeamsChannel.Write(MessageRules.Write(Samples.Project, notice, new())).ToJsonString();
        Assert.InRange(card.Length, 10_000, 28 * 1024);
        Assert.Contains("more.", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_is_cut_at_whole_parts_and_names_what_was_left_out()
    {
        var evidence = new JsonObject
        {
            ["small"] = 1,
            ["large"] = new string('x', EvidenceRules.MostBytes),
            ["last"] = 2,
        };
        var bounded = EvidenceRules.Bounded(Samples.Verdict(VerdictState.Critical, Samples.Start) with { Evidence = evidence });
        Assert.Equal("""{"small":1,"last":2,"left_out":["large"]}""", bounded.Evidence!.ToJsonString());
    }

    private static string Indented(string json) => JsonNode.Parse(json)!.ToJsonString(Readable) + "\n";

    private static void Same(string name, string actual, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "vectors", "alerts", name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(file, actual);
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
