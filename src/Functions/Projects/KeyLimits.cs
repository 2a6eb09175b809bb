using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Functions.Projects;

/// <summary>The two limits at the door, each for this instance alone: requests of a key, and wrong keys from an address.</summary>
public sealed class KeyLimits(TimeProvider time, IOptions<KeyLimitOptions> options)
{
    private readonly TokenBuckets requests = new(time, options.Value.RequestsPerSecond);
    private readonly TokenBuckets wrongKeys = new(time, options.Value.WrongKeysPerSecond);

    public bool TryRequest(string keyId, out TimeSpan wait) => requests.TryTake(keyId, out wait);

    /// <summary>To be asked before a key is looked up that may be wrong; <see cref="WasRight"/> takes it back where it was not.</summary>
    public bool TryUnknownKey(IPAddress? from, out TimeSpan wait) => wrongKeys.TryTake(NameOf(from), out wait);

    public void WasRight(IPAddress? from) => wrongKeys.Return(NameOf(from));

    // Whoever has an IPv6 address has 2^64 of them.
    private static string NameOf(IPAddress? address) =>
        address switch
        {
            null => "unknown",
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
            _ => address.ToString(),
        };
}
