using System.Text.Json;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Sessions;

/// <summary>Sessions over HTTP, on each body of the storage.</summary>
public abstract class SessionsApiContract(AppFixture app)
{
    [Fact] // B1, B2, B3, B5
    public async Task What_became_of_sessions_stands_in_the_report_by_group()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync(Call("r1", "done", "search"), Call("r2", "done", "search"), Call("r3", "left", "search"));
        await app.DrainAsync("sessioncalls", "JoinSessionCalls");
        var now = tenant.Now;
        await PostAsync(
            tenant,
            Event("done", "start", now.AddMinutes(-9)),
            Event("done", "follow_up", now.AddMinutes(-8)),
            Event("done", "task_complete", now.AddMinutes(-7)),
            Event("left", "task_complete", now.AddMinutes(-7)),
            Event("left", "abandon", now.AddMinutes(-6)),
            Event("open", "start", now.AddMinutes(-5))
        );
        var report = await tenant.ReportAsync("/reports/sessions?group_by=feature");
        Assert.Equal(
            (3, 1, 1, 1, 0.5, 0.5),
            (
                (int)report["n_sessions"]!,
                (int)report["completed"]!,
                (int)report["abandoned"]!,
                (int)report["in_progress"]!,
                (double)report["task_completion_rate"]!,
                (double)report["abandonment_rate"]!
            )
        );
        Assert.Equal((2 + 1 + 1) / 3.0, (double)report["avg_turns_per_session"]!, 9);
        // 1000 in and 100 out of gpt-4o are $0.0035 a call; three calls for one completed task.
        Assert.Equal(("0.0105", "0.007"), ((string?)report["cost_per_completed_task_usd"], (string?)report["avg_cost_of_completed_usd"]));
        Assert.Equal(["(none)", "search"], report["groups"]!.AsArray().Select(group => (string?)group!["key"]));

        app.Time.Advance(TimeSpan.FromMinutes(31));
        var later = await tenant.ReportAsync("/reports/sessions");
        Assert.Equal((2, 0), ((int)later["abandoned"]!, (int)later["in_progress"]!));
        await app.RunAsync("RunSessionChecks");
        await app.DrainAsync("sessions", "RunProjectSessions");
    }

    [Fact] // B4
    public async Task An_event_again_changes_nothing_and_a_bad_one_is_named()
    {
        var tenant = await app.TenantAsync();
        var start = Event("s1", "start", tenant.Now);
        Assert.Equal("""{"accepted":1,"duplicates":0,"rejected":[]}""", await PostAsync(tenant, start));
        Assert.Equal("""{"accepted":0,"duplicates":2,"rejected":[]}""", await PostAsync(tenant, start, start));
        var refused = await tenant.AskAsync(
            HttpMethod.Post,
            "/sessions/events",
            """[{"event_type":"pause","timestamp":"now","metadata":[]}]"""
        );
        Assert.Equal(400, refused.Status);
        Assert.Equal(
            ["session_id", "event_type", "timestamp", "metadata"],
            refused.Json["errors"]!.AsArray().Select(fault => (string?)fault!["field"])
        );
        Assert.Equal(400, (await tenant.GetAsync("/reports/sessions?group_by=endpoint")).Status);
    }

    [Fact]
    public async Task Events_of_one_request_that_name_no_time_keep_their_order()
    {
        var tenant = await app.TenantAsync();
        await PostAsync(
            tenant,
            Event("s1", "start"),
            Event("s1", "follow_up"),
            Event("s1", "follow_up"),
            Event("s1", "task_complete"),
            Event("s1", "abandon")
        );
        var report = await tenant.ReportAsync("/reports/sessions");
        Assert.Equal((1, 3.0), ((int)report["abandoned"]!, (double)report["avg_turns_per_session"]!));
    }

    private static async Task<string> PostAsync(Tenant tenant, params object[] events)
    {
        var answer = await tenant.AskAsync(HttpMethod.Post, "/sessions/events", JsonSerializer.Serialize(new { events }));
        Assert.True(answer.Status == 202, answer.Text);
        return answer.Text;
    }

    private static object Event(string session, string type, DateTimeOffset? at = null) =>
        new
        {
            session_id = session,
            event_type = type,
            timestamp = at,
        };

    private static object Call(string id, string session, string feature) =>
        new
        {
            request_id = id,
            provider = "openai",
            model = "gpt-4o",
            feature,
            session_id = session,
            input_tokens = 1000,
            output_tokens = 100,
        };
}

public sealed class EmbeddedSessionsApiTests(EmbeddedApp app) : SessionsApiContract(app), IClassFixture<EmbeddedApp>;

public sealed class AzureSessionsApiTests(AzureApp app) : SessionsApiContract(app), IClassFixture<AzureApp>;
