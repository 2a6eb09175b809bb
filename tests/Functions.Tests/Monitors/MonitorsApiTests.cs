using System.Text.Json.Nodes;
using LlmMonitor.Functions.Tests.Host;
using Xunit;

namespace LlmMonitor.Functions.Tests.Monitors;

public sealed class MonitorsApiTests : IDisposable
{
    private readonly TestApp app = new();

    [Fact]
    public async Task Thresholds_are_set_by_class_and_shown_with_the_classes()
    {
        var (status, set) = await AskAsync(
            HttpMethod.Put,
            "thresholds/team/chat",
            """{"class":"coding","ttft_p95_seconds":2,"error_rate":null}"""
        );
        Assert.Equal((200, "coding", 2.0), (status, (string?)set["class"], (double)set["ttft_p95_seconds"]!));
        Assert.Null(set["error_rate"]);

        var (_, list) = await AskAsync(HttpMethod.Get, "thresholds");
        Assert.Equal(120, (double)list["endpoints"]!["team/chat"]!["total_p95_seconds"]!);
        Assert.Equal(3, list["classes"]!.AsArray().Count);
        Assert.NotNull(list["learning_until"]);
    }

    [Fact]
    public async Task Faults_of_thresholds_are_named()
    {
        var (status, problem) = await AskAsync(HttpMethod.Put, "thresholds/chat", """{"class":"fast","p95":1}""");
        Assert.Equal(400, status);
        Assert.Equal(["class", "p95"], problem["errors"]!.AsArray().Select(error => (string?)error!["field"]));
    }

    [Fact]
    public async Task Without_history_nothing_is_proposed_and_nothing_accepted()
    {
        Assert.Empty((await AskAsync(HttpMethod.Get, "thresholds/proposals")).Body["proposals"]!.AsArray());
        Assert.Equal(409, (await AskAsync(HttpMethod.Post, "thresholds/proposals/accept")).Status);
    }

    [Fact]
    public async Task An_alert_rule_is_set_shown_and_removed()
    {
        const string rule = """{"measure":"spend_usd","group_by":"user","window":"60m","above":"1.00"}""";
        var (status, set) = await AskAsync(HttpMethod.Put, "alert-rules/dear-users", rule);
        Assert.Equal((200, "dear-users", "1.00"), (status, (string?)set["name"], (string?)set["above"]));
        Assert.Single((await AskAsync(HttpMethod.Get, "alert-rules")).Body["rules"]!.AsArray());
        Assert.Equal(set.ToJsonString(), (await AskAsync(HttpMethod.Get, "alert-rules/dear-users")).Body.ToJsonString());
        Assert.Equal(204, (await AskAsync(HttpMethod.Delete, "alert-rules/dear-users")).Status);
        Assert.Equal(404, (await AskAsync(HttpMethod.Get, "alert-rules/dear-users")).Status);
    }

    [Theory]
    [InlineData("ttft_p95", """{"measure":"calls","window":"5m","above":1}""", "name")]
    [InlineData("r", """{"measure":"calls","window":"5h","above":1}""", "window")]
    public async Task Faults_of_a_rule_are_named(string name, string rule, string field)
    {
        var (status, problem) = await AskAsync(HttpMethod.Put, $"alert-rules/{name}", rule);
        Assert.Equal((400, field), (status, (string?)Assert.Single(problem["errors"]!.AsArray())!["field"]));
    }

    private async Task<(int Status, JsonNode Body)> AskAsync(HttpMethod method, string path, string? body = null)
    {
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        request.Headers.TryAddWithoutValidation("x-api-key", TestApp.AdminKey);
        request.Content = body is null ? null : new StringContent(body, null, "application/json");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    public void Dispose() => app.Dispose();
}
