using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Telephony.Domain.Addresses;

/// <summary>A place to call: an IP address or a name, and a port (0 = not given: DNS SRV or the transport's default decides, RFC 3263 4.2).</summary>
public sealed record HostPort(string Host, int Port)
{
    /// <summary>The address when the host is one, else null and DNS must be asked.</summary>
    public IPAddress? Address { get; } = IPAddress.TryParse(Host, out var address) ? address : null;

    /// <summary>Reads "192.0.2.1:5060", "[2001:db8::1]:5061", "2001:db8::1", "sbc.example.com", "sbc.example.com:5070".</summary>
    public static bool TryParse(string text, out HostPort? parsed)
    {
        parsed = null;
        if (text.Length == 0) return false;
        if (text[0] != '[' && IPAddress.TryParse(text, out var bare) && bare.AddressFamily == AddressFamily.InterNetworkV6)
        {
            parsed = new HostPort(bare.ToString(), 0);
            return true;
        }
        var colon = text.LastIndexOf(':');
        var bracket = text.LastIndexOf(']');
        var (host, port) = colon > bracket ? (text[..colon], text[(colon + 1)..]) : (text, "");
        var number = 0;
        if (colon > bracket && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number is 0 or > 65535)) return false;
        if (host.Length > 2 && host[0] == '[' && host[^1] == ']')
        {
            if (!IPAddress.TryParse(host[1..^1], out var inside) || inside.AddressFamily != AddressFamily.InterNetworkV6) return false;
            parsed = new HostPort(inside.ToString(), number);
            return true;
        }
        if (IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetwork)
        {
            parsed = new HostPort(address.ToString(), number);
            return true;
        }
        if (!Identity.TrunkId.TryParse(host, out var name) || name.Value.All(c => char.IsAsciiDigit(c) || c == '.')) return false;
        parsed = new HostPort(name.Value, number);
        return true;
    }

    public override string ToString() => (Address?.AddressFamily, Port) switch
    {
        (AddressFamily.InterNetworkV6, 0) => $"[{Host}]",
        (AddressFamily.InterNetworkV6, _) => $"[{Host}]:{Port}",
        (_, 0) => Host,
        _ => $"{Host}:{Port}",
    };
}
