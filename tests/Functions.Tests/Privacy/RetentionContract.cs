using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Sessions;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Privacy;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Faults;
using Xunit;

namespace LlmMonitor.Functions.Tests.Privacy;

/// <summary>What retention promises, on either body of the storage.</summary>
public abstract class RetentionContract(AppFixture app)
{
    private static readonly object Settings = new
    {
        texts = "full",
        retention_days = 10,
        text_retention_days = 4,
        embedding_retention_days = 2,
        rollup_retention_days = 30,
    };

    [Fact]
    public async Task Vectors_go_then_texts_then_calls_with_their_claims_and_figures_last()
    {
        var tenant = await OldAsync();
        var total = await TotalAsync(tenant);

        Assert.Equal((true, true, true, true), await AfterDaysAsync(tenant, 1));
        Assert.Equal((false, true, true, true), await AfterDaysAsync(tenant, 2));
        Assert.NotEmpty(await Traces.OfAsync(app.Tables, tenant.Id, "Fine. Not."));
        Assert.Equal((false, false, true, true), await AfterDaysAsync(tenant, 2));
        Assert.Empty(await Traces.OfAsync(app.Tables, tenant.Id, "Fine. Not."));
        Assert.Equal("u1", (await tenant.ReportAsync("/calls/r1"))["user_id"]!.ToString());
        Assert.Equal((false, false, false, true), await AfterDaysAsync(tenant, 6));
        Assert.Equal(404, (await tenant.GetAsync("/calls/r1")).Status);
        Assert.Equal(total, await TotalAsync(tenant));
        Assert.Equal((false, false, false, false), await AfterDaysAsync(tenant, 22));

        var left = await Traces.CountAsync(app.Tables, tenant.Id);
        Assert.DoesNotContain(CallTables.Index, left.Keys);
        Assert.DoesNotContain(RollupTables.UserSpend, left.Keys);
        Assert.DoesNotContain(RollupTables.Dimensions, left.Keys);
        Assert.DoesNotContain(FeedbackStore.Table, left.Keys);
        Assert.DoesNotContain(SessionStore.Table, left.Keys);
        Assert.Empty(await Traces.OfAsync(app.Tables, tenant.Id, "u1", "Fine."));
    }

    [Fact] // C14
    public async Task Killed_again_and_again_it_goes_on_and_forgets_the_same()
    {
        var (killed, calm) = (await OldAsync(), await OldAsync());
        var total = await TotalAsync(killed);
        app.Time.Advance(TimeSpan.FromDays(11));
        await app.Get<WorkQueue>().SendAsync(ForgetOldData.Queue, new RetentionPointer(killed.Id), killed.Id);
        var kills = await Dying.DrainAsync(app, ForgetOldData.Queue, "ForgetProjectData");
        Assert.InRange(kills, 4, int.MaxValue);
        await AfterDaysAsync(calm, 0);

        Assert.Equal(await Traces.CountAsync(app.Tables, calm.Id), await Traces.CountAsync(app.Tables, killed.Id));
        Assert.Empty(await Traces.OfAsync(app.Tables, killed.Id, "Fine."));
        Assert.Equal((404, total), ((await killed.GetAsync("/calls/r1")).Status, await TotalAsync(killed)));
    }

    [Fact]
    public async Task What_is_younger_stays()
    {
        var tenant = await OldAsync();
        app.Time.Advance(TimeSpan.FromDays(9));
        await tenant.TakeAndFoldAsync(Call(tenant, "young"));
        await AfterDaysAsync(tenant, 2);
        Assert.Equal(404, (await tenant.GetAsync("/calls/r1")).Status);
        Assert.Equal("Fine.", (await tenant.ReportAsync("/calls/young"))["texts"]!["response"]!.ToString());
    }

    [Fact]
    public async Task Nothing_is_counted_twice_or_lost_when_calls_are_kept_longer_again()
    {
        var tenant = await OldAsync();
        var total = await TotalAsync(tenant);
        var sent = Call(tenant, "r1", at: tenant.Now.AddMinutes(-12));
        await AfterDaysAsync(tenant, 11);
        Assert.Equal(200, (await tenant.AskAsync(HttpMethod.Put, $"/projects/{tenant.Id}/settings", """{"retention_days":300}""")).Status);
        app.Time.Advance(TimeSpan.FromSeconds(11));

        var again = await tenant.AskAsync(HttpMethod.Post, "/calls", sent);
        Assert.Equal("timestamp", (string?)again.Json["errors"]![0]!["field"]);
        await tenant.OperateAsync("/rollups/rebuild", new { from = "2026-11-01", to = tenant.Now.ToString("yyyy-MM-dd") });
        Assert.Equal(total, await TotalAsync(tenant));
    }

    [Fact]
    public async Task A_slot_that_waits_to_be_folded_stays()
    {
        var tenant = await app.TenantAsync(Settings);
        await tenant.TakeAsync(Call(tenant, "late"));
        Assert.Equal((true, false), await AfterDaysAsync(tenant, 12) is (_, _, var calls, var figures) ? (calls, figures) : default);
        await tenant.FoldAsync();
        Assert.Equal((false, true), await AfterDaysAsync(tenant, 0) is (_, _, var gone, var counted) ? (gone, counted) : default);
    }

    [Theory]
    [InlineData("""{"retention_days":0,"text_retention_days":0,"embedding_retention_days":4000,"rollup_retention_days":-1}""", 4)]
    [InlineData("""{"text_retention_days":null,"embedding_retention_days":null}""", 0)]
    public async Task Days_that_cannot_be_are_all_named(string settings, int faults)
    {
        var tenant = await app.TenantAsync();
        var answer = await tenant.AskAsync(HttpMethod.Put, $"/projects/{tenant.Id}/settings", settings);
        Assert.Equal(faults, answer.Json["errors"]?.AsArray().Count ?? 0);
    }

    /// <summary>Two calls, folded, compacted and embedded.</summary>
    private async Task<Tenant> OldAsync()
    {
        var tenant = await app.TenantAsync(Settings);
        await tenant.TakeAndFoldAsync(Call(tenant, "r1"), Call(tenant, "r2"));
        await app.DrainAsync("embeddings", "EmbedOutputs");
        await tenant.AskAsync(HttpMethod.Post, "/feedback", """{"request_id":"r1","type":"correction","correction_text":"Fine. Not."}""");
        await tenant.AskAsync(HttpMethod.Post, "/sessions/events", """{"session_id":"with-event","event_type":"start"}""");
        await app.DrainAsync("sessioncalls", "JoinSessionCalls"); // r1 and r2: a session of which only calls are known
        Assert.Equal(
            2 + 4,
            (await Traces.CountAsync(app.Tables, tenant.Id)) is var rows ? rows[FeedbackStore.Table] + rows[SessionStore.Table] : 0
        );
        app.Time.Advance(TimeSpan.FromMinutes(11));
        await app.RunAsync("CompactRollups");
        await app.DrainAsync("compaction", "CompactDay");
        return tenant;
    }

    private async Task<(bool Vectors, bool Texts, bool Calls, bool Figures)> AfterDaysAsync(Tenant tenant, int days)
    {
        app.Time.Advance(TimeSpan.FromDays(days) + TimeSpan.FromHours(days > 0 ? 1.1 : 0));
        await app.RunAsync("ForgetOldData");
        await app.DrainAsync("retention", "ForgetProjectData");
        var left = await Traces.CountAsync(app.Tables, tenant.Id);
        bool Has(string table) => left.ContainsKey(table);
        return (Has(EmbeddingStore.Table), Has(CallTables.Texts), Has(CallTables.Calls), Has(RollupTables.Rollups));
    }

    private static async Task<string> TotalAsync(Tenant tenant) =>
        (await tenant.ReportAsync("/reports/cost?date=2026-11-23"))["total_usd"]!.ToString();

    private static object Call(Tenant tenant, string id, DateTimeOffset? at = null) =>
        new
        {
            request_id = id,
            timestamp = at ?? tenant.Now,
            model = "gpt-4o",
            endpoint = "chat",
            user_id = "u1",
            session_id = "only-calls",
            input_tokens = 1000,
            output_tokens = 100,
            prompt = "How is it?",
            response = "Fine.",
        };
}

public sealed class EmbeddedRetentionTests(EmbeddedApp app) : RetentionContract(app), IClassFixture<EmbeddedApp>;

public sealed class AzureRetentionTests(AzureApp app) : RetentionContract(app), IClassFixture<AzureApp>;
