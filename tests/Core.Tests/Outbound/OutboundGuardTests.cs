using System.Net;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Outbound;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmMonitor.Core.Tests.Outbound;

public sealed class OutboundGuardTests
{
    private static readonly OutboundGuard Closed = new(allowsPrivate: false, "LlmMonitor:Alerts:AllowPrivateAddresses");

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("240.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:7f00:1::", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    public void Only_the_public_internet_is_open(string address, bool isOpen) =>
        Assert.Equal(isOpen, OutboundGuard.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://127.0.0.1:PORT/")]
    [InlineData("http://[::1]:PORT/")]
    [InlineData("http://[::ffff:127.0.0.1]:PORT/")]
    [InlineData("http://2130706433:PORT/")] // 127.0.0.1 as one number
    [InlineData("http://0x7f000001:PORT/")]
    [InlineData("http://017700000001:PORT/")]
    [InlineData("http://127.1:PORT/")]
    [InlineData("http://localhost:PORT/")] // a name that leads to the loopback
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://10.0.0.1/")]
    public async Task Nothing_else_is_connected_to(string url)
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        url = url.Replace("PORT", ((IPEndPoint)listener.LocalEndpoint).Port.ToString(), StringComparison.Ordinal);
        using var post = new OutboundPost(Closed, Options.Create(new AlertOptions()));
        var fault = await Assert.ThrowsAsync<DeliveryException>(() =>
            post.SendAsync(url, "{}", new Dictionary<string, string>(), TestContext.Current.CancellationToken)
        );
        Assert.True(fault.IsFinal);
        Assert.Contains("no public address", fault.Message, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("https://hooks.example.org/services/x", null)]
    [InlineData("ftp://example.org/", "http://")]
    [InlineData("file:///etc/passwd", "http://")]
    [InlineData("not a url", "http://")]
    [InlineData(null, "http://")]
    [InlineData("https://user:secret@example.org/", "user or password")]
    [InlineData("https://10.0.0.1/", "private")]
    [InlineData("https://2130706433/", "private")]
    [InlineData("https://[::1]/", "private")]
    public void What_cannot_work_is_said_when_it_is_set(string? url, string? fault)
    {
        var faults = Closed.Check(url).ToList();
        if (fault is null)
            Assert.Empty(faults);
        else
            Assert.Contains(fault, Assert.Single(faults).Message, StringComparison.Ordinal);
    }
}
