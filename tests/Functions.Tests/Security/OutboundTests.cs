using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Security;

/// <summary>
/// Addresses that a customer sets lead to the public internet only: not to the platform's own, not inward. What a name leads to is checked where the
/// connection is made (<c>OutboundGuardTests</c>). OWASP API Security Top 10 (2023), API7.
/// </summary>
public sealed class OutboundTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    [Theory]
    [InlineData("http://169.254.169.254/metadata/identity/oauth2/token")]
    [InlineData("http://168.63.129.16/")]
    [InlineData("http://127.0.0.1:7071/admin/functions/RunMonitors")]
    [InlineData("http://[::1]/")]
    [InlineData("http://2130706433/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    public async Task No_channel_and_no_canary_is_pointed_inward(string url)
    {
        var tenant = await app.SharedTenantAsync();
        var channel = await tenant.AskAsync(
            HttpMethod.Put,
            "/channels/c",
            new
            {
                type = "webhook",
                url,
                secret = new string('s', 40),
            }
        );
        Assert.Contains("\"url\"", channel.Text, StringComparison.Ordinal);
        Assert.Equal(400, channel.Status);
        var canary = await tenant.AskAsync(
            HttpMethod.Put,
            "/canaries/c",
            new
            {
                endpoint = "chat",
                prompt = "hello",
                target = new
                {
                    type = "http",
                    url,
                    body = """{"q":"{{prompt}}"}""",
                },
                expect = new[] { new { type = "contains", value = "hello" } },
            }
        );
        Assert.Contains("target.url", canary.Text, StringComparison.Ordinal);
        Assert.Equal(400, canary.Status);
    }
}
