using System.Net;
using System.Net.Sockets;

namespace Telephony.Media.Fetching;

/// <summary>
/// Which addresses may be asked on behalf of an application. What is not public is refused (RFC 6890 and its registries: loopback, private, link-local with the metadata services of clouds, shared, benchmarking, documentation,
/// multicast, unique local, and IPv4 in IPv6 dress), unless a network of the settings has it.
/// </summary>
public sealed class AddressPolicy(IReadOnlyList<IPNetwork> allowed, IReadOnlyList<string> hosts)
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    public bool Allows(IPAddress address)
    {
        var plain = Unwrap(address);
        foreach (var network in allowed)
        {
            if (network.Contains(plain)) return true;
        }
        foreach (var network in NotPublic)
        {
            if (network.Contains(plain)) return false;
        }
        return true;
    }

    /// <param name="host">As it stands in a URL, without brackets.</param>
    public bool AllowsHost(string host)
    {
        if (hosts.Count == 0) return true;
        foreach (var pattern in hosts)
        {
            if (pattern.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase) : host.Equals(pattern, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <summary>The IPv4 address inside a mapped, 6to4 or NAT64 one.</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out _);
        if (octets[0] == 0x20 && octets[1] == 0x02) return new IPAddress(octets[2..6]);
        return octets[..12].SequenceEqual<byte>([0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) ? new IPAddress(octets[12..]) : address;
    }
}
