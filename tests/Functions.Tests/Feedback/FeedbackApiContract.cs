using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Feedback;

/// <summary>Feedback over HTTP, on each body of the storage.</summary>
public abstract class FeedbackApiContract(AppFixture app)
{
    [Fact] // F1, F2, F3, F9
    public async Task What_users_say_stands_in_the_report_by_group()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync([.. Enumerable.Range(0, 10).Select(i => Call($"r{i}", i < 5 ? "v1" : "v2", "gpt-4o"))]);
        var posted = await PostAsync(
            tenant,
            Say("r0", "thumbs_up"),
            Say("r1", "thumbs_up"),
            Say("r2", "thumbs_down", category: "Wrong DATE"),
            Say("r5", "report"),
            Say("r6", "correction", "It was 3 May.")
        );
        Assert.Equal(["5", "0", "0"], new[] { "accepted", "duplicates", "pending" }.Select(name => posted[name]!.ToString()));

        var report = await tenant.ReportAsync("/reports/feedback?group_by=prompt_version");
        Assert.Equal(0.5, (double)report["satisfaction_rate"]!);
        Assert.Equal(
            (2, 2, 1, 4, 0.4),
            (
                (int)report["n_positive"]!,
                (int)report["n_negative"]!,
                (int)report["n_corrections"]!,
                (int)report["n_total_rated"]!,
                (double)report["feedback_rate"]!
            )
        );
        Assert.InRange((double)report["interval"]!["low"]!, 0.06, 0.07);
        Assert.Equal(1, (int)report["by_category"]!["wrong_date"]!);
        var groups = report["groups"]!.AsArray();
        Assert.Equal(["v1", "v2"], groups.Select(group => (string?)group!["key"]));
        Assert.Equal((0.0, null), ((double)groups[1]!["satisfaction_rate"]!, (string?)groups[1]!["reason"]));
        Assert.Equal("prompt_version", (string?)report["group_by"]);
    }

    [Fact] // F4: windows are of time
    public async Task Outside_of_the_span_nothing_is_counted()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync(Call("r1", "v1", "gpt-4o"));
        await PostAsync(tenant, Say("r1", "thumbs_down"));
        var (from, to) = (tenant.Now.AddHours(-2), tenant.Now.AddHours(-1));
        var report = await tenant.ReportAsync($"/reports/feedback?from={from.UtcDateTime:O}&to={to.UtcDateTime:O}");
        Assert.Equal((null, "nothing_rated", null), (report["satisfaction_rate"], (string?)report["reason"], report["feedback_rate"]));
        Assert.Equal(400, (await tenant.GetAsync("/reports/feedback?group_by=mood")).Status);
    }

    [Fact] // F5
    public async Task Feedback_that_comes_first_waits_for_its_call()
    {
        var tenant = await app.TenantAsync();
        var posted = await PostAsync(tenant, Say("late", "thumbs_up"));
        Assert.Equal(1, (int)posted["pending"]!);
        Assert.Equal(1, (int)(await tenant.ReportAsync("/reports/feedback"))["n_pending"]!);
        await tenant.TakeAndFoldAsync(Call("late", "v1", "gpt-4o"));
        await app.RunAsync("RunFeedback");
        await app.DrainAsync("feedback", "RunProjectFeedback");
        var report = await tenant.ReportAsync("/reports/feedback");
        Assert.Equal((0, 1), ((int)report["n_pending"]!, (int)report["n_positive"]!));
    }

    [Fact]
    public async Task One_object_is_taken_and_every_fault_of_a_bad_one_is_named()
    {
        var tenant = await app.SharedTenantAsync();
        Assert.Equal(202, (await tenant.AskAsync(HttpMethod.Post, "/feedback", """{"request_id":"x1","type":"thumbs_up"}""")).Status);
        var refused = await tenant.AskAsync(HttpMethod.Post, "/feedback", """{"type":"star","user_id":7}""");
        Assert.Equal(400, refused.Status);
        Assert.Equal(["request_id", "type", "user_id"], refused.Json["errors"]!.AsArray().Select(fault => (string?)fault!["field"]));
        Assert.Equal(400, (await tenant.AskAsync(HttpMethod.Post, "/feedback", "[]")).Status);
    }

    [Fact] // F6
    public async Task A_project_has_a_list_of_categories_of_its_own()
    {
        var tenant = await app.TenantAsync();
        var put = await tenant.AskAsync(
            HttpMethod.Put,
            "/feedback/categories",
            """{"categories":[{"name":"clause","words":["paragraph"]},{"name":"party"}]}"""
        );
        Assert.Equal(200, put.Status);
        await tenant.TakeAndFoldAsync(Call("r1", "v1", "m"), Call("r2", "v1", "m"), Call("r3", "v1", "m"));
        await PostAsync(
            tenant,
            Say("r1", "thumbs_down", category: "PARAGRAPH"),
            Say("r2", "report", category: "wrong party named"),
            Say("r3", "report", category: "date")
        );
        var report = await tenant.ReportAsync("/reports/feedback");
        Assert.Equal("""{"clause":1,"other":1,"party":1}""", report["by_category"]!.ToJsonString());
        var refused = await tenant.AskAsync(HttpMethod.Put, "/feedback/categories", """{"categories":[{"name":"A b"},null]}""");
        Assert.Equal(
            ["categories[0].name", "categories[1].name"],
            refused.Json["errors"]!.AsArray().Select(fault => (string?)fault!["field"])
        );
        Assert.Equal(
            ["clause", "party"],
            (await tenant.ReportAsync("/feedback/categories"))["categories"]!.AsArray().Select(one => (string?)one!["name"])
        );
    }

    private static async Task<JsonNode> PostAsync(Tenant tenant, params object[] feedback)
    {
        var answer = await tenant.AskAsync(HttpMethod.Post, "/feedback", JsonSerializer.Serialize(new { feedback }));
        Assert.True(answer.Status == 202, answer.Text);
        return answer.Json;
    }

    private static object Say(string request, string type, string? text = null, string? category = null) =>
        new
        {
            request_id = request,
            type,
            user_id = "u1",
            correction_text = text,
            issue_category = category,
        };

    private static object Call(string id, string version, string model) =>
        new
        {
            request_id = id,
            model,
            endpoint = "chat",
            prompt_version = version,
            input_tokens = 10,
            output_tokens = 10,
        };
}

public sealed class EmbeddedFeedbackApiTests(EmbeddedApp app) : FeedbackApiContract(app), IClassFixture<EmbeddedApp>;

public sealed class AzureFeedbackApiTests(AzureApp app) : FeedbackApiContract(app), IClassFixture<AzureApp>;
