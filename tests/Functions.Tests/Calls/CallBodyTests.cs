using System.Text;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Calls;

/// <summary>Bodies that are refused whole, before any call of them is looked at.</summary>
public sealed class CallBodyTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    private const string Call = """{"request_id":"a","model":"m"}""";

    [Theory]
    [InlineData("", Tenant.Json, null, 400)]
    [InlineData("  ", Tenant.Json, null, 400)]
    [InlineData("", Tenant.Lines, null, 400)]
    [InlineData("[]", Tenant.Json, null, 400)]
    [InlineData("""{"calls":[]}""", Tenant.Json, null, 400)]
    [InlineData("nonsense", Tenant.Json, null, 400)]
    [InlineData("""{"request_id":"a","model":"m","total_seconds":NaN}""", Tenant.Json, null, 400)]
    [InlineData(Call + "}", Tenant.Json, null, 400)]
    [InlineData("null", Tenant.Json, null, 400)]
    [InlineData("\uFEFF" + Call, Tenant.Json, null, 202)]
    [InlineData(Call, "application/json; charset=utf-8", null, 202)]
    [InlineData(Call, "text/plain", null, 415)]
    [InlineData(Call, null, null, 415)]
    [InlineData(Call, Tenant.Json, "br", 415)]
    [InlineData(Call, Tenant.Json, "gzip", 400)]
    [InlineData(Call, Tenant.Json, "identity", 202)]
    public async Task A_body_that_is_none_is_refused_with_a_sentence(string body, string? type, string? encoding, int status)
    {
        var tenant = await app.TenantAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/calls")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        if (type is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
            request.Content.Headers.ContentEncoding.Add(encoding);
        var answer = await tenant.SendAsync(request);
        Assert.True(answer.Status == status, answer.Text);
        if (status != 202)
            Assert.Equal("application/problem+json", answer.Type);
        if (status == 400)
            Assert.NotEmpty(answer.Json["errors"]!.AsArray());
    }

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        var tenant = await app.TenantAsync();
        var deep = $$"""{"request_id":"a","model":"m","x":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""";
        var answer = await tenant.SendAsync(deep);
        Assert.Equal(400, answer.Status);
        Assert.Contains("nested deeper than 32", answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_ends_too_early_is_not_called_deep()
    {
        var tenant = await app.TenantAsync();
        var answer = await tenant.SendAsync("{");
        Assert.Equal(400, answer.Status);
        Assert.Equal("The body is not JSON: line 1, byte 2.", answer["detail"]);
    }

    [Fact]
    public async Task A_thousand_calls_are_taken_and_one_more_is_too_many()
    {
        var tenant = await app.TenantAsync();
        var calls = Enumerable.Range(0, 1001).Select(i => $$"""{"request_id":"r{{i}}","model":"m"}""").ToList();
        Assert.Equal("1000", (await tenant.SendAsync($"[{string.Join(',', calls[..1000])}]"))["accepted"]);
        Assert.Equal(413, (await tenant.SendAsync($"[{string.Join(',', calls)}]")).Status);
        Assert.Equal(413, (await tenant.SendAsync(string.Join('\n', calls), Tenant.Lines)).Status);
        Assert.Equal(404, (await tenant.GetAsync("/calls/r1000")).Status);
    }

    [Fact]
    public async Task Eight_megabytes_are_the_most_packed_or_not()
    {
        var tenant = await app.TenantAsync();
        var spaces = new string(' ', 8 * 1024 * 1024 - Call.Length);
        Assert.Equal(202, (await tenant.SendAsync(Call + spaces)).Status);
        Assert.Equal(413, (await tenant.SendAsync(Call + spaces + " ")).Status);
        Assert.Equal(413, (await tenant.SendAsync(CallsContract.Gzip(Call + spaces + " "), Tenant.Json, "gzip")).Status);
    }

    [Fact]
    public async Task A_small_body_that_unpacks_to_a_hundred_megabytes_is_refused_without_unpacking_it()
    {
        var tenant = await app.TenantAsync();
        var bomb = CallsContract.Gzip(new byte[100 * 1024 * 1024]);
        Assert.InRange(bomb.Length, 1, 1024 * 1024);
        await tenant.SendAsync(bomb, Tenant.Json, "gzip");
        var least = long.MaxValue;
        for (var turn = 0; turn < 5; turn++) // the other tests of this process allocate, too
        {
            var before = GC.GetTotalAllocatedBytes();
            Assert.Equal(413, (await tenant.SendAsync(bomb, Tenant.Json, "gzip")).Status);
            least = Math.Min(least, GC.GetTotalAllocatedBytes() - before);
        }
        Assert.InRange(least, 0, 60 * 1024 * 1024);
    }
}
