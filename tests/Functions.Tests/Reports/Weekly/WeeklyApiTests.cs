using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Privacy;
using Xunit;

namespace LlmMonitor.Functions.Tests.Reports.Weekly;

/// <summary>The fixture's clock begins on a Monday at noon, in 2026-W48.</summary>
public sealed class WeeklyApiTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    private static readonly string[] Dates =
    [
        "The delivery deadline is 3 March, the answer swapped day and month",
        "Day and month of the deadline were swapped, it should be 4 April",
        "Wrong deadline: month and day are swapped again in the date",
        "Deadline date swapped, the contract says 5 May",
        "The date of the deadline has its month and day swapped",
        "swapped the date, month first although our contract puts the day first",
    ];

    private static readonly string[] Refunds =
    [
        "Refunds are possible within thirty days according to our refund policy",
        "customer was told no refund, policy allows a refund",
        "The answer about refunds ignores the current refund policy",
        "our policy changed, refund requests up to 60 days are accepted",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_week_of_complaints_becomes_themes_that_are_decided_mailed_once_and_ring_when_nobody_decides()
    {
        var tenant = await app.TenantAsync();
        var week = WeekOf(tenant.Now);
        await ComplainAsync(tenant, "d", "wrong_date", Dates);
        await ComplainAsync(tenant, "r", "outdated", Refunds);
        var running = await tenant.ReportAsync($"/reports/weekly?week={week}");
        Assert.Equal(("running", 10, "words"), ((string?)running["state"], (int)running["n_negative"]!, (string?)running["method"]));
        var themes = running["themes"]!.AsArray();
        Assert.Equal([6, 4], themes.Select(theme => (int)theme!["n"]!));
        Assert.Equal([0.6, 0.4], themes.Select(theme => (double)theme!["share"]!));
        Assert.Contains("swapped", themes[0]!["terms"]!.AsArray().Select(term => (string?)term));
        Assert.Contains("deadline", (string?)themes[0]!["examples"]![0]!["correction_text"], StringComparison.OrdinalIgnoreCase);
        Assert.Equal("When is it due?", (string?)themes[0]!["examples"]![0]!["question"]);
        var (dates, refunds) = ((string)themes[0]!["id"]!, (string)themes[1]!["id"]!);

        // One is decided before the week is over.
        var golden = await DecideAsync(
            tenant,
            week,
            dates,
            new
            {
                decision = "golden",
                owner = "ann",
                note = "seen",
            }
        );
        Assert.Equal(
            ("decided", "ann", "weekly-review", 3),
            (golden["state"], golden["owner"], (string?)golden.Json["golden"]!["set"], golden.Json["golden"]!["added"]!.AsArray().Count)
        );
        var set = await tenant.GetAsync("/golden-sets/weekly-review");
        Assert.Equal(3, set.Json["examples"]!.AsArray().Count);

        // On the next Monday the review is final and mailed, once.
        await ComplainAsync(tenant, "s", "wrong_date", Dates[..3]);
        app.Time.Advance(TimeSpan.FromDays(7));
        await WriteAsync();
        var sent = await tenant.ReportAsync("/reports/weekly");
        var letter = Path.Combine(app.Folder, "mail", (string)sent["delivery"]!["note"]!);
        Assert.Contains("refund", await File.ReadAllTextAsync(letter, Cancellation), StringComparison.Ordinal);
        File.Delete(letter);
        await WriteAsync();
        Assert.False(File.Exists(letter));
        var final = await tenant.ReportAsync("/reports/weekly");
        Assert.Equal(
            (week, "open", true, 1, "sent"),
            (
                (string?)final["week"],
                (string?)final["state"],
                (bool)final["is_final"]!,
                (int)final["n_open"]!,
                (string?)final["delivery"]!["state"]
            )
        );
        Assert.Equal([dates, refunds], final["themes"]!.AsArray().Select(theme => (string?)theme!["id"]));
        Assert.Equal(9, (int)final["themes"]![0]!["n"]!);

        // What nobody decides is carried over, known again, and rings after ten days.
        await ComplainAsync(tenant, "n", "wrong_date", Dates);
        await ComplainAsync(
            tenant,
            "m",
            "inaccurate",
            ["Phone number of the Hamburg office changed", "Too many emoji for a bank", "Please answer in Portuguese"]
        );
        var next = await tenant.ReportAsync($"/reports/weekly?week={WeekOf(tenant.Now)}");
        var again = next["themes"]!.AsArray().Single(theme => (string?)theme!["id"] == dates)!;
        Assert.Equal(("steady", 9, "decided"), ((string?)again["trend"], (int)again["n_before"]!, (string?)again["state"]));
        Assert.True((bool)next["themes"]!.AsArray().Single(theme => (string?)theme!["id"] == refunds)!["carried_over"]!);
        app.Time.Advance(TimeSpan.FromDays(11));
        Assert.Equal(refunds, (string?)Assert.Single(await RingAsync(tenant))!["evidence"]!["overdue"]![0]!["id"]);
        Assert.Equal("decided", (await DecideAsync(tenant, WeekOf(tenant.Now), refunds, new { decision = "known" }))["state"]);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var left = (await tenant.ReportAsync($"/reports/weekly?week={week}"))["n_open"];
        Assert.Equal(0, (int)left!);
    }

    [Fact]
    public async Task What_is_kept_of_a_week_holds_no_word_that_only_one_person_said()
    {
        var tenant = await app.TenantAsync();
        await ComplainAsync(tenant, "d", "wrong_date", [.. Dates.Select(text => $"{text} zanzibar")], user: "just-one");
        await tenant.ReportAsync($"/reports/weekly?week={WeekOf(tenant.Now)}");
        var traces = await Traces.OfAsync(app.Tables, tenant.Id, "zanzibar", "just-one");
        Assert.DoesNotContain(traces, trace => trace.StartsWith("weeklyreviews", StringComparison.Ordinal));
        Assert.Contains(traces, trace => trace.StartsWith("feedback", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_is_what_is_mailed_and_holds_no_markup_of_users()
    {
        var tenant = await app.TenantAsync();
        await ComplainAsync(tenant, "d", "wrong_date", ["<b>Deadline</b> swapped, mail bob@example.org", .. Dates]);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/reports/weekly?week={WeekOf(tenant.Now)}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        var page = await tenant.SendAsync(request);
        Assert.Equal((200, "text/html"), (page.Status, page.Type));
        Assert.Contains("7 complaints", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>Deadline", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("bob@example.org", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quiet_week_is_no_news_and_an_empty_review()
    {
        var tenant = await app.TenantAsync();
        var empty = await tenant.ReportAsync("/reports/weekly");
        Assert.Equal((0, "nothing_negative", "reviewed"), ((int)empty["n_negative"]!, (string?)empty["reason"], (string?)empty["state"]));
        Assert.Null(empty["delivery"]);
        Assert.All(empty["figures"]!.AsArray(), figure => Assert.Null(figure!["share"]));
    }

    [Theory]
    [InlineData("{}", "decision")]
    [InlineData("""{"decision":"maybe"}""", null)]
    [InlineData("""{"decision":"golden","golden_set":"none-such"}""", "golden_set")]
    [InlineData("""{"decision":"fix","owner":"","golden_set":"x"}""", "owner")]
    public async Task A_decision_that_cannot_be_taken_says_why(string body, string? field)
    {
        var tenant = await app.SharedTenantAsync();
        var refused = await tenant.AskAsync(HttpMethod.Post, $"/reports/weekly/{WeekOf(tenant.Now)}/themes/x/decision", body);
        Assert.Equal(400, refused.Status);
        if (field is not null)
            Assert.Contains(field, refused.Json["errors"]!.AsArray().Select(fault => (string?)fault!["field"]));
    }

    [Fact]
    public async Task Weeks_and_themes_that_are_not_there_are_refused_and_only_reviewers_decide()
    {
        var tenant = await app.SharedTenantAsync();
        Assert.Equal(400, (await tenant.GetAsync("/reports/weekly?week=2026-60")).Status);
        Assert.Equal(400, (await tenant.GetAsync("/reports/weekly?week=2099-W01")).Status);
        var path = $"/reports/weekly/{WeekOf(tenant.Now)}/themes/none/decision";
        Assert.Equal(404, (await tenant.AskAsync(HttpMethod.Post, path, new { decision = "fix" })).Status);
        using var reader = app.Client(await app.KeyAsync(tenant.Id, [Scope.Read]));
        Assert.Equal(403, (await reader.AskAsync(HttpMethod.Post, "/api/v1" + path, new { decision = "fix" })).Status);
        Assert.Equal(200, (await reader.AskAsync(HttpMethod.Get, "/api/v1/reports/weekly")).Status);
        using var reviewer = app.Client(await app.KeyAsync(tenant.Id, [Scope.Review]));
        Assert.Equal(404, (await reviewer.AskAsync(HttpMethod.Post, "/api/v1" + path, new { decision = "fix" })).Status);
    }

    private async Task WriteAsync()
    {
        await app.RunAsync("WriteReports");
        await app.DrainAsync("reports", "WriteProjectReports");
    }

    private async Task<IEnumerable<JsonNode?>> RingAsync(Tenant tenant)
    {
        await WriteAsync();
        await app.RunAsync("RunMonitors");
        await app.DrainAsync("monitors", "RunProjectMonitors");
        var alerts = (await tenant.GetAsync("/alerts?state=firing")).Json["alerts"]!.AsArray();
        return alerts.Where(alert => (string?)alert!["rule"] == "weekly_review_overdue");
    }

    private static Task<Projects.Answer> DecideAsync(Tenant tenant, string week, string id, object decision) =>
        tenant.AskAsync(HttpMethod.Post, $"/reports/weekly/{week}/themes/{id}/decision", decision);

    private static async Task ComplainAsync(Tenant tenant, string prefix, string category, string[] texts, string? user = null)
    {
        await tenant.TakeAndFoldAsync([
            .. texts.Select(
                (_, i) =>
                    (object)
                        new
                        {
                            request_id = $"{prefix}{i}",
                            model = "gpt-4o",
                            endpoint = "chat",
                            prompt_version = "v2",
                            prompt = "When is it due?",
                            response = "On 5 April.",
                        }
            ),
        ]);
        var feedback = texts.Select(
            (text, i) =>
                new
                {
                    request_id = $"{prefix}{i}",
                    type = "correction",
                    user_id = user ?? $"{prefix}-user{i}",
                    correction_text = text,
                    issue_category = category,
                }
        );
        Assert.Equal(202, (await tenant.AskAsync(HttpMethod.Post, "/feedback", new { feedback })).Status);
    }

    private static string WeekOf(DateTimeOffset now) =>
        $"{System.Globalization.ISOWeek.GetYear(now.UtcDateTime)}-W{System.Globalization.ISOWeek.GetWeekOfYear(now.UtcDateTime):00}";
}
