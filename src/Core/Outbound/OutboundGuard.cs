using System.Net;
using System.Net.Sockets;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Outbound;

/// <summary>
/// Lets requests to addresses that customers chose reach the public internet only. What is checked is the very address that is connected
/// to, after the name was resolved, so that no name, number format or change of DNS leads around it; nothing is redirected or proxied.
/// </summary>
/// <param name="allowsPrivate">Whether addresses that are not public may be reached too.</param>
/// <param name="setting">The setting that says so, for whoever is refused.</param>
public sealed class OutboundGuard(bool allowsPrivate, string setting)
{
    /// <summary>Not of the public internet, by the IANA registries of special-purpose addresses (RFC 6890), and Azure's own platform address.</summary>
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>Of IPv6 only this part is routed on the public internet; mapped and translated IPv4 addresses lie outside.</summary>
    private static readonly IPNetwork PublicIPv6 = IPNetwork.Parse("2000::/3");

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || PublicIPv6.Contains(plain))
            && !Array.Exists(Closed, network => network.Contains(plain));
    }

    /// <summary>What can be said of a URL before its name is looked up.</summary>
    public IEnumerable<SettingsFault> Check(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0)
            yield return new("url", "must be an absolute address that begins with https:// or http://");
        else if (uri.UserInfo.Length > 0)
            yield return new("url", "must not hold a user or password");
        else if (!allowsPrivate && IPAddress.TryParse(uri.DnsSafeHost, out var address) && !IsPublic(address))
            yield return new("url", "must not lead to a loopback, private or link-local address");
    }

    /// <summary>A client for such addresses. It follows no redirect: what it was sent to would be somebody else's choice.</summary>
    /// <param name="patience">How long an answer may take.</param>
    public HttpClient CreateClient(TimeSpan patience) =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                ConnectCallback = async (context, cancellation) => await ConnectAsync(context.DnsEndPoint, cancellation),
            }
        )
        {
            Timeout = patience,
        };

    /// <exception cref="OutboundRefusedException">The name leads to no public address.</exception>
    private async Task<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellation)
    {
        var all = await Dns.GetHostAddressesAsync(target.Host, cancellation);
        var open = allowsPrivate ? all : Array.FindAll(all, IsPublic);
        if (open.Length == 0)
            throw new OutboundRefusedException(target.Host, setting);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

public sealed class OutboundRefusedException(string host, string setting)
    : Exception($"{host} leads to no public address. {setting} allows others.");
