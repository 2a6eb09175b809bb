using System.Net;
using System.Text;
using System.Text.Json;
using LlmMonitor.Functions.Host;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host.Child;

/// <summary>Speaks to the real program as the Functions host does: loopback, HTTP/1.1, chunked JSON, its environment with all traps.</summary>
public sealed class HostReplayTests : IAsyncLifetime
{
    private readonly int port = ChildApp.FreePort();
    private readonly HttpClient client;
    private readonly ChildApp app;

    public HostReplayTests()
    {
        client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        app = ChildApp.Start(
            new Dictionary<string, string>
            {
                ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}",
                ["LlmMonitor__AdminKey"] = TestApp.AdminKey,
                // What the handler inherits from the host is not meant for it.
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:1",
                ["ASPNETCORE_HTTP_PORTS"] = "2",
            }
        );
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        Assert.EndsWith($"listens on http://127.0.0.1:{port}.", await app.LineAsync("listens on"), StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>One process for all of it: what the host does in a row.</summary>
    [Fact]
    public async Task The_host_is_answered_as_it_needs_to_be()
    {
        await ReadyAsync();
        const string message = """{"id":1,"note":"h\"i","DequeueCount":{"a":1}}""";
        var twice = JsonSerializer.Serialize(JsonSerializer.Serialize(message));
        const string overridden = """{"Id":"\"1\"","DequeueCount":{"a":1},"sys":{"MethodName":"Echo"},"note":"\"h\\\"i\""}""";

        await SucceedsAsync(
            $$$"""{"Data":{"item":{{{twice}}}},"Metadata":{"DequeueCount":"2","Id":"\"1\""}}""",
            new("Echo", message, DequeueCount: 2)
        );
        await SucceedsAsync(
            $$$"""{"Data":{"item":{{{JsonSerializer.Serialize(message)}}}},"Metadata":{"DequeueCount":"2"}}""",
            new("Echo", message, DequeueCount: 2)
        );
        await SucceedsAsync($$$"""{"Data":{"item":{{{twice}}}},"Metadata":{{{overridden}}}}""", new("Echo", message));
        await SucceedsAsync(
            """{"Data":{"timer":{"Schedule":{},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{}}}""",
            new("Echo", null)
        );
        await SucceedsAsync(
            """{"Data":{"timer":{"Schedule":{},"ScheduleStatus":{"Last":"…"},"IsPastDue":true}}}""",
            new("Echo", null, IsPastDue: true)
        );
        await FailsAsync("/Broken", """{"Data":{"item":"x"},"Metadata":{}}""", HttpStatusCode.InternalServerError);
        await FailsAsync("/Echo", "not json", HttpStatusCode.BadRequest);
        await FailsAsync("/Nobody", """{"Data":{"item":"x"}}""", HttpStatusCode.NotFound);
        await FailsAsync("/Echo", """{"Data":{"item":"x"}}""", HttpStatusCode.NotFound, ("X-Forwarded-Host", "example.com"));
        await FailsAsync("/admin/functions/Echo", "{}", HttpStatusCode.NotFound, ("x-functions-key", TestApp.AdminKey));
        await ProxiedAsync();
    }

    /// <summary>Any answer to GET / means ready.</summary>
    private async Task ReadyAsync()
    {
        using var answer = await client.GetAsync("/", Cancellation);
        Assert.Equal(HttpVersion.Version11, answer.Version);
        Assert.False(answer.Headers.Contains("Server"));
    }

    private async Task SucceedsAsync(string envelope, Invocation expected)
    {
        using var answer = await PostAsync("/Echo", envelope);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("out: echo " + JsonSerializer.Serialize(expected), await app.LineAsync("echo "));
    }

    private async Task FailsAsync(string path, string envelope, HttpStatusCode status, params (string Name, string Value)[] headers)
    {
        using var answer = await PostAsync(path, envelope, headers);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    /// <summary>An outside call, as it arrives through the proxy.</summary>
    private async Task ProxiedAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/health?code=function-key")
        {
            Headers = { { "X-Forwarded-Host", "example.com" } },
        };
        using var answer = await client.SendAsync(request, Cancellation);
        Assert.Equal("""{"status":"ok"}""", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = true;
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await client.SendAsync(request, Cancellation);
    }
}
