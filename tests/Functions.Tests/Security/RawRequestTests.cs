using System.Net.Sockets;
using System.Text;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Tests.Host;
using LlmMonitor.Functions.Tests.Host.Child;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmMonitor.Functions.Tests.Security;

/// <summary>Requests as no client library would send them, to the real web server. OWASP API Security Top 10 (2023), API4 and API8.</summary>
public sealed class RawRequestTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_too_long_or_leads_elsewhere_is_refused_and_the_server_goes_on()
    {
        await using var app = ChildApp.Start(
            new Dictionary<string, string> { ["LlmMonitor__AdminKey"] = TestApp.AdminKey },
            "--urls",
            "http://127.0.0.1:0"
        );
        using var client = await app.ClientAsync();
        var port = client.BaseAddress!.Port;
        var key = $"Authorization: Bearer {TestApp.AdminKey}";
        var many = string.Join("\r\n", Enumerable.Range(0, 101).Select(i => $"x-{i}: 1"));
        foreach (
            var (request, statuses) in new (string, int[])[]
            {
                ($"GET /api/health HTTP/1.1\r\nx-long: {new string('a', 40_000)}", [431]),
                ($"GET /api/health HTTP/1.1\r\n{many}", [431]),
                ($"GET /api/v1/calls/{new string('a', 9000)} HTTP/1.1\r\n{key}", [414]),
                ($"GET /api/v1/calls/{new string('a', 5000)} HTTP/1.1\r\n{key}", [400, 404]),
                ($"GET /api/v1/calls/%2e%2e%2f%2e%2e%2fadmin HTTP/1.1\r\n{key}", [400, 404]),
                ($"GET /api/v1/calls/../../../../etc/passwd HTTP/1.1\r\n{key}", [400, 404]),
                ($"GET /api/v1/calls/%00 HTTP/1.1\r\n{key}", [400, 404]),
                ($"GET /api/v1/calls/%c0%ae%c0%ae HTTP/1.1\r\n{key}", [400, 404]),
                ($"GET /api/v1/calls HTTP/1.1\r\nHost: two\r\n{key}", [400]),
                ($"POST /api/v1/calls HTTP/1.1\r\n{key}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", [400, 415]),
                ($"POST /api/v1/calls HTTP/1.1\r\n{key}\r\nContent-Length: -1", [400]),
                ("GET /api/health HTTP/1.1", [200]),
            }
        )
        {
            var status = await StatusAsync(port, request);
            Assert.True(statuses.Contains(status), $"{request[..Math.Min(100, request.Length)]} was answered with {status}.");
        }
    }

    /// <summary>Held by the setting: a test by the clock would be slow, and fail on a slow machine.</summary>
    [Fact]
    public void Slow_senders_are_cut_off()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddHost();
        using var app = builder.Build() as IDisposable;
        var limits = ((WebApplication)app).Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal(
            (240, TimeSpan.FromSeconds(5)),
            (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod)
        );
        Assert.Equal(TimeSpan.FromSeconds(15), limits.RequestHeadersTimeout);
        Assert.NotNull(limits.MinResponseDataRate);
    }

    private static async Task<int> StatusAsync(int port, string request)
    {
        using var socket = new TcpClient("127.0.0.1", port);
        await using var stream = socket.GetStream();
        var host = request.Contains("\r\nHost:", StringComparison.Ordinal) ? "Host: one" : "Host: localhost";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{request}\r\n{host}\r\nConnection: close\r\n\r\n"), Cancel);
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(Cancel) ?? "";
        return line.Split(' ') is [_, var status, ..] ? int.Parse(status) : 0;
    }
}
