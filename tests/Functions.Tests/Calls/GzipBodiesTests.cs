using System.Net.Http.Headers;
using System.Text;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Projects;
using Xunit;

namespace LlmMonitor.Functions.Tests.Calls;

/// <summary>Every route reads packed bodies, not only those that take lists.</summary>
public sealed class GzipBodiesTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    private const string Check = """{"request_id":"a","response":"fine"}""";

    [Theory]
    [InlineData("POST", "/calls", "application/json", """{"request_id":"a","model":"m"}""", 202)]
    [InlineData("POST", "/safety/check", "application/json", Check, 200)]
    [InlineData("POST", "/checks/evaluate", "application/json", """{"response":"x","checks":[{"name":"a","type":"not_refusal"}]}""", 200)]
    [InlineData("PUT", "/golden-sets/a", "text/csv", "id,question,expected\na,b,c\n", 200)]
    public async Task A_packed_body_is_read_as_if_it_were_plain(string method, string path, string type, string body, int status)
    {
        var answer = await SendAsync(method, path, type, CallsContract.Gzip(body));
        Assert.True(answer.Status == status, answer.Text);
    }

    [Theory]
    [InlineData("gzip", 400, "said to be gzipped but is not")]
    [InlineData("br", 415, "not 'br'")]
    public async Task What_cannot_be_unpacked_is_refused_with_a_sentence(string encoding, int status, string says)
    {
        var answer = await SendAsync("POST", "/safety/check", "application/json", Encoding.UTF8.GetBytes(Check), encoding);
        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.Type));
        Assert.Contains(says, answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_body_that_unpacks_to_a_hundred_megabytes_is_refused()
    {
        var answer = await SendAsync("POST", "/safety/check", "application/json", CallsContract.Gzip(new byte[100 * 1024 * 1024]));
        Assert.Equal(413, answer.Status);
    }

    private async Task<Answer> SendAsync(string method, string path, string type, byte[] body, string encoding = "gzip")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Content.Headers.ContentEncoding.Add(encoding);
        return await (await app.TenantAsync()).SendAsync(request);
    }
}
