using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LlmMonitor.Functions.Tests.Projects;
using Xunit;

namespace LlmMonitor.Functions.Tests.Apps;

/// <summary>A project as its owner sees it: over HTTP.</summary>
internal sealed class Tenant(AppFixture app, string id, HttpClient client)
{
    public const string Json = "application/json";
    public const string Lines = "application/x-ndjson";

    public string Id => id;

    public DateTimeOffset Now => app.Time.GetUtcNow();

    public Task<Answer> SendAsync(string body, string? type = Json, string? encoding = null) =>
        SendAsync(Encoding.UTF8.GetBytes(body), type, encoding);

    public async Task<Answer> SendAsync(byte[] body, string? type = Json, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/calls") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        if (encoding is not null)
            request.Content.Headers.ContentEncoding.Add(encoding);
        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request) =>
        await Answer.OfAsync(await client.SendAsync(request, TestContext.Current.CancellationToken));

    /// <summary>Posts calls that are all good.</summary>
    public async Task TakeAsync(params object[] calls)
    {
        var answer = await SendAsync(
            new JsonArray([.. calls.Select(call => System.Text.Json.JsonSerializer.SerializeToNode(call))]).ToJsonString()
        );
        Assert.True(answer.Status == 202 && answer.Json["rejected"]!.AsArray().Count == 0, answer.Text);
    }

    public async Task TakeAndFoldAsync(params object[] calls)
    {
        await TakeAsync(calls);
        await FoldAsync();
    }

    public Task FoldAsync() => app.FoldAsync(id);

    public Task<Answer> AskAsync(HttpMethod method, string path, object? body = null) => client.AskAsync(method, "/api/v1" + path, body);

    public Task<Answer> GetAsync(string path) => AskAsync(HttpMethod.Get, path);

    /// <summary>Starts long work, does it, and says what came of it.</summary>
    public async Task<JsonNode> OperateAsync(string path, object body)
    {
        var started = await AskAsync(HttpMethod.Post, path, body);
        Assert.Equal(202, started.Status);
        await app.DrainAsync("operations", "RunOperation");
        var operation = await GetAsync($"/operations/{started["operation_id"]}");
        Assert.True(operation["state"] == "done", operation.Text);
        return operation.Json;
    }

    public async Task<JsonNode> ReportAsync(string path)
    {
        var report = await GetAsync(path);
        Assert.True(report.Status == 200, report.Text);
        return report.Json;
    }
}

internal static class Asking
{
    public static async Task<Answer> AskAsync(this HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = body is string text ? new StringContent(text, null, Tenant.Json) : JsonContent.Create(body);
        return await Answer.OfAsync(await client.SendAsync(request, TestContext.Current.CancellationToken));
    }
}
