using System.Text.Json.Nodes;
using LlmMonitor.Functions.Tests.Host;
using Xunit;

namespace LlmMonitor.Functions.Tests.Checks;

public sealed class ChecksApiTests : IDisposable
{
    private readonly TestApp app = new();

    [Fact]
    public async Task Checks_of_an_endpoint_are_set_whole_and_shown()
    {
        const string checks =
            """{"checks":[{"name":"dates-grounded","type":"dates_grounded"},{"name":"no-refusal","type":"not_refusal"}]}""";
        Assert.Equal(404, (await AskAsync(HttpMethod.Get, "checks/extract")).Status);
        var (status, set) = await AskAsync(HttpMethod.Put, "checks/extract", checks);
        Assert.Equal((200, "extract", 1), (status, (string?)set["endpoint"], (int)set["version"]!));
        Assert.Equal(set.ToJsonString(), (await AskAsync(HttpMethod.Get, "checks/extract")).Body.ToJsonString());
        Assert.Equal("dates-grounded", (string?)set["checks"]![0]!["name"]);
        Assert.Single((await AskAsync(HttpMethod.Get, "checks")).Body["endpoints"]!.AsArray());
    }

    [Fact]
    public async Task Every_fault_is_named_by_index_and_field()
    {
        var (status, problem) = await AskAsync(
            HttpMethod.Put,
            "checks/extract",
            """{"checks":[{"name":"a","type":"not_refusal"},{"name":"b","type":"regex","pattern":"("},{"name":"c","type":"nothing"}]}"""
        );
        Assert.Equal(400, status);
        Assert.Equal(["1 pattern", "2 type"], problem["errors"]!.AsArray().Select(error => $"{error!["index"]} {error["field"]}"));
    }

    [Fact]
    public async Task Checks_are_evaluated_at_once_and_a_swap_is_named()
    {
        var (status, answer) = await AskAsync(
            HttpMethod.Post,
            "checks/evaluate",
            """
            {"prompt":"When was it signed?","response":"On 2024-05-03.","contexts":["none",{"id":"doc-7","text":"Signed on 05/03/2024."}],"expected_locale":"en-GB",
             "checks":[{"name":"dates","type":"dates_grounded"},{"name":"numbers","type":"numbers_grounded"},{"name":"short","type":"length_between","max":20}]}
            """
        );
        Assert.Equal(200, status);
        Assert.Equal(
            """{"name":"dates","type":"dates_grounded","outcome":"fail","detail":"output says 2024-05-03, source says 05/03/2024 (day first): day and month are swapped"}""",
            answer["results"]![0]!.ToJsonString()
        );
        Assert.Equal(["fail", "not_applicable", "pass"], answer["results"]!.AsArray().Select(result => (string?)result!["outcome"]));
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("""{"checks":[]}""", "response")]
    [InlineData("""{"response":"a"}""", "checks")]
    [InlineData("""{"response":7,"checks":[]}""", "response")]
    public async Task A_request_without_its_parts_is_refused(string body, string field)
    {
        var (status, problem) = await AskAsync(HttpMethod.Post, "checks/evaluate", body);
        Assert.Equal((400, field), (status, (string?)problem["errors"]![0]!["field"]));
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
