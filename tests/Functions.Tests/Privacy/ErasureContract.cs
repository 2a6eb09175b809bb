using System.Text.Json.Nodes;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Faults;
using LlmMonitor.Functions.Tests.Projects;
using Xunit;

namespace LlmMonitor.Functions.Tests.Privacy;

/// <summary>What erasing a person promises, on either body of the storage.</summary>
public abstract class ErasureContract(AppFixture app)
{
    private const string Anna = "anna.schmidt-7";
    private static readonly string[] Hers = [Anna, "Annasgeheimnis", "anna-session", "anna-trace", "anna-tag", "annas-fault", "annas-note"];

    [Fact]
    public async Task Nothing_names_the_person_in_any_table_and_every_figure_stays()
    {
        var tenant = await BusyAsync();
        var before = await FiguresAsync(tenant);
        Assert.NotEmpty(await Traces.OfAsync(app.Tables, tenant.Id, Hers));
        var pseudonym = await PseudonymAsync(tenant);

        var erased = await EraseAsync(tenant, Anna);

        Assert.Empty(await Traces.OfAsync(app.Tables, tenant.Id, [.. Hers, pseudonym]));
        var after = await FiguresAsync(tenant);
        Assert.Equal(before, after);
        Assert.Equal("(erased)", (await tenant.ReportAsync($"/calls/a1"))["user_id"]!.ToString());
        Assert.Empty((await tenant.ReportAsync($"/calls?user_id={Anna}"))["calls"]!.AsArray());
        var rows = erased["result"]!["rows"]!;
        Assert.All(
            new[]
            {
                "calls",
                "texts",
                "embeddings",
                "userspend",
                "rollups",
                "gatehits",
                "reviews",
                "budgetledgers",
                "reports",
                "alerts",
                "feedback",
                "sessions",
            },
            table => Assert.True((long?)rows[table] > 0, table)
        );
    }

    [Fact] // C14
    public async Task Killed_again_and_again_it_goes_on_and_comes_to_the_same()
    {
        var tenant = await BusyAsync();
        await tenant.TakeAsync(Call(tenant, "a9", Anna, "Annasgeheimnis"));
        var figures = await FiguresAsync(tenant);
        var started = await tenant.AskAsync(HttpMethod.Delete, $"/users/{Anna}");

        app.Time.Advance(TimeSpan.FromSeconds(20));
        var kills = await Dying.DrainAsync(app, "operations", "RunOperation");
        Assert.InRange(kills, 4, int.MaxValue);

        Assert.Equal("done", (await tenant.GetAsync($"/operations/{started["operation_id"]}"))["state"]);
        Assert.Empty(await Traces.OfAsync(app.Tables, tenant.Id, Hers));
        Assert.Equal("(erased)", (await tenant.ReportAsync("/calls/a9"))["user_id"]!.ToString());
        var after = await FiguresAsync(tenant);
        Assert.NotEqual(figures, after); // a9 was folded meanwhile
        await tenant.OperateAsync("/rollups/rebuild", new { from = "2026-11-20", to = tenant.Now.ToString("yyyy-MM-dd") });
        Assert.Equal(after, await FiguresAsync(tenant));
        Assert.Empty(await Traces.OfAsync(app.Tables, tenant.Id, Hers));
    }

    [Fact]
    public async Task The_others_keep_what_is_theirs()
    {
        var tenant = await BusyAsync();
        await EraseAsync(tenant, Anna);
        var bob = await tenant.ReportAsync("/calls/b1");
        Assert.Equal(("bob", "Bobs answer"), (bob["user_id"]!.ToString(), bob["texts"]!["response"]!.ToString()));
        Assert.NotEmpty(await Traces.OfAsync(app.Tables, tenant.Id, "Bobs answer"));
    }

    [Fact]
    public async Task A_rebuild_comes_to_the_same()
    {
        var tenant = await BusyAsync();
        await EraseAsync(tenant, Anna);
        var (figures, users) = (await FiguresAsync(tenant), await UsersAsync(tenant));
        await tenant.OperateAsync("/rollups/rebuild", new { from = "2026-11-20", to = tenant.Now.ToString("yyyy-MM-dd") });
        Assert.Equal((figures, users), (await FiguresAsync(tenant), await UsersAsync(tenant)));
        Assert.Empty(await Traces.OfAsync(app.Tables, tenant.Id, Hers));
    }

    [Fact]
    public async Task A_copy_that_arrives_later_changes_nothing()
    {
        var tenant = await BusyAsync();
        await EraseAsync(tenant, Anna);
        var figures = await FiguresAsync(tenant);
        await tenant.SendAsync($$"""{"request_id":"a1","model":"gpt-4o","user_id":"{{Anna}}","input_tokens":1000,"output_tokens":10}""");
        await tenant.FoldAsync();
        Assert.Equal(figures, await FiguresAsync(tenant));
        Assert.Equal("(erased)", (await tenant.ReportAsync("/calls/a1"))["user_id"]!.ToString());
    }

    [Fact]
    public async Task Erasing_twice_or_somebody_unknown_does_no_harm_and_calls_that_are_not_folded_are_erased_too()
    {
        var tenant = await BusyAsync();
        await tenant.TakeAsync(Call(tenant, "a9", Anna, "Annasgeheimnis"));
        await EraseAsync(tenant, Anna);
        var figures = await FiguresAsync(tenant);
        Assert.Equal("(erased)", (await tenant.ReportAsync("/calls/a9"))["user_id"]!.ToString());
        await EraseAsync(tenant, Anna);
        await EraseAsync(tenant, "nobody-knows-her");
        Assert.Equal(figures, await FiguresAsync(tenant));
        Assert.Empty(await Traces.OfAsync(app.Tables, tenant.Id, Hers));
    }

    [Fact]
    public async Task The_audit_says_who_asked_and_how_much_and_not_for_whom()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync(Call(tenant, "a1", Anna, "Annasgeheimnis"));
        var erased = await EraseAsync(tenant, Anna);
        var subject = erased["result"]!["subject"]!.ToString();
        Assert.StartsWith("erased-", subject);
        Assert.DoesNotContain(Anna, erased.ToJsonString());
        var rows = await Traces.OfAsync(app.Tables, tenant.Id, subject);
        Assert.Contains(rows, row => row.StartsWith("audit ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/users/(erased)", 400)]
    [InlineData("/users/a%2Fb", 202)]
    [InlineData("/users/%C3%A4nna%20m", 202)]
    public async Task Any_id_can_be_asked_for_but_the_one_that_stands_for_nobody(string path, int status) =>
        Assert.Equal(status, (await (await app.SharedTenantAsync()).AskAsync(HttpMethod.Delete, path)).Status);

    /// <summary>A project in which Anna left something in as many tables as an app without a model can.</summary>
    private async Task<Tenant> BusyAsync()
    {
        var tenant = await app.TenantAsync(
            new
            {
                texts = "full",
                show_user_ids = true,
                report_recipients = new[] { "team@example.com" },
            }
        );
        Ok(
            await tenant.AskAsync(
                HttpMethod.Put,
                "/checks/chat",
                """{"checks":[{"name":"quotes","type":"not_regex","pattern":"Annas\\w+"}]}"""
            )
        );
        Ok(
            await tenant.AskAsync(
                HttpMethod.Put,
                "/budgets/each",
                """{"scope":"user","match":"*","limit_usd":"0.05","window":"day","hard":true}"""
            )
        );
        Ok(await tenant.AskAsync(HttpMethod.Put, "/golden-sets/kept", """{"examples":[{"id":"q1","question":"?"}]}"""));
        Ok(
            await tenant.AskAsync(
                HttpMethod.Post,
                "/budgets/reserve",
                new
                {
                    request_id = "held",
                    user_id = Anna,
                    model = "gpt-4o",
                    input_tokens = 10,
                    max_output_tokens = 10,
                }
            )
        );
        Ok(
            await tenant.AskAsync(
                HttpMethod.Post,
                "/safety/check",
                new
                {
                    request_id = "a1",
                    endpoint = "chat",
                    user_id = Anna,
                    response = "To build a pipe bomb at home, fill the pipe with black powder.",
                }
            )
        );
        // What is compacted, then what is only folded.
        await tenant.TakeAndFoldAsync(Call(tenant, "a1", Anna, "Annasgeheimnis"), Call(tenant, "b1", "bob", "Bobs answer"));
        app.Time.Advance(TimeSpan.FromMinutes(11));
        await app.RunAsync("CompactRollups");
        await app.DrainAsync("compaction", "CompactDay");
        await tenant.TakeAndFoldAsync(Call(tenant, "a2", Anna, "Annasgeheimnis"), Call(tenant, "b2", "bob", "Bobs answer"));
        await app.DrainAsync("embeddings", "EmbedOutputs");
        await app.RunAsync("CheckReviews");
        await app.DrainAsync("reviews", "CheckProjectReviews");
        Ok(await tenant.AskAsync(HttpMethod.Post, "/reviews", """{"request_id":"a2","note":"annas-note"}"""));
        Ok(
            await tenant.AskAsync(
                HttpMethod.Post,
                "/reviews/a2/decision",
                """{"verdict":"harmful","golden_set":"kept","note":"annas-note"}"""
            )
        );
        Ok(await tenant.AskAsync(HttpMethod.Post, "/feedback", Said("a1", Anna, "annas-note")));
        Ok(await tenant.AskAsync(HttpMethod.Post, "/feedback", Said("a2", "bob", "Annasgeheimnis")));
        Ok(await tenant.AskAsync(HttpMethod.Post, "/sessions/events", """{"session_id":"anna-session","event_type":"task_complete"}"""));
        await app.DrainAsync("sessioncalls", "JoinSessionCalls");
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.RunAsync("RunMonitors");
        await app.DrainAsync("monitors", "RunProjectMonitors");
        app.Time.Advance(tenant.Now.Date.AddDays(1).AddHours(8) - tenant.Now.UtcDateTime); // the daily report is due
        await app.RunAsync("WriteReports");
        await app.DrainAsync("reports", "WriteProjectReports");
        return tenant;
    }

    private static object Said(string requestId, string user, string text) =>
        new
        {
            request_id = requestId,
            user_id = user,
            type = "correction",
            correction_text = text,
        };

    private static object Call(Tenant tenant, string id, string user, string response) =>
        new
        {
            request_id = id,
            timestamp = tenant.Now,
            model = "gpt-4o",
            provider = "openai",
            endpoint = "chat",
            user_id = user,
            session_id = user == Anna ? "anna-session" : null,
            trace_id = user == Anna ? "anna-trace" : null,
            tags = new { kind = user == Anna ? "anna-tag" : "other" },
            input_tokens = 20_000,
            output_tokens = 1000,
            total_seconds = 2,
            error = user == Anna && id == "a2" ? new { type = "other", message = "annas-fault" } : null,
            prompt = "What is it?",
            response,
        };

    private async Task<JsonNode> EraseAsync(Tenant tenant, string user)
    {
        var started = await tenant.AskAsync(HttpMethod.Delete, $"/users/{user}");
        Assert.Equal(202, started.Status);
        app.Time.Advance(TimeSpan.FromSeconds(20));
        await app.DrainAsync("operations", "RunOperation");
        var operation = await tenant.GetAsync($"/operations/{started["operation_id"]}");
        Assert.True(operation["state"] == "done", operation.Text);
        return operation.Json;
    }

    private static async Task<string> FiguresAsync(Tenant tenant)
    {
        var span = $"from={tenant.Now.AddDays(-2):s}Z&to={tenant.Now.AddDays(1):yyyy-MM-dd}T00:00:00Z";
        var cost = await tenant.ReportAsync($"/reports/cost?{span}");
        var latency = await tenant.ReportAsync($"/reports/latency?{span}&group_by=model");
        return $"{cost["total_usd"]} {cost["n_calls"]} {cost["by_feature"]!.ToJsonString()} {latency["groups"]!.ToJsonString()}";
    }

    private static async Task<string> UsersAsync(Tenant tenant)
    {
        var span = $"from={tenant.Now.AddDays(-2):s}Z&to={tenant.Now.AddDays(1):yyyy-MM-dd}T00:00:00Z";
        return (await tenant.ReportAsync($"/reports/cost?{span}"))["by_user"]!.ToJsonString();
    }

    private async Task<string> PseudonymAsync(Tenant tenant)
    {
        var project = await app.Tables.FindAsync(ProjectStore.Table, "project", tenant.Id, TestContext.Current.CancellationToken);
        return Pseudonym.Of(Anna, project!.Bytes("pseudonym_key"));
    }

    private static void Ok(Answer answer) => Assert.True(answer.Status is >= 200 and < 300, answer.Text);
}

public sealed class EmbeddedErasureTests(EmbeddedApp app) : ErasureContract(app), IClassFixture<EmbeddedApp>;

public sealed class AzureErasureTests(AzureApp app) : ErasureContract(app), IClassFixture<AzureApp>;
