using System.Net;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host.Child;

/// <summary>The web server's own limit, which only a real port shows.</summary>
public sealed class BodyLimitTests
{
    [Fact]
    public async Task A_body_far_over_the_limit_is_refused_before_it_is_sent()
    {
        await using var app = ChildApp.Start(
            new Dictionary<string, string> { ["LlmMonitor__AdminKey"] = TestApp.AdminKey },
            "--urls",
            "http://127.0.0.1:0"
        );
        using var client = await app.ClientAsync(TestApp.AdminKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/calls") { Content = new ByteArrayContent(new byte[64 << 20]) };
        request.Content.Headers.ContentType = new(Tenant.Json);
        request.Headers.ExpectContinue = true;
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
