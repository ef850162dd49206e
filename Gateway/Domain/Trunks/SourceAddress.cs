using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Telephony.Domain.Addresses;

namespace Telephony.Domain.Trunks;

/// <summary>A source that a trunk sends from: an address, an address with its port, or a network.</summary>
/// <param name="Port">0: any port. Over TCP and TLS it is the far end's port of the connection, which most peers choose freely: name the address alone there.</param>
public readonly record struct SourceAddress(IpRange Range, ushort Port = 0)
{
    public const string Forms = "an address (192.0.2.1, 2001:db8::1), an address with port (192.0.2.1:5060, [2001:db8::1]:5060) or a network (192.0.2.0/24, 2001:db8::/32)";

    public static bool TryParse(string text, out SourceAddress source, out string why)
    {
        source = default;
        if (text.Contains('/') || !TrySplitPort(text, out var host, out var portText))
        {
            if (!IpRange.TryParse(text, out var range, out why)) return false;
            source = new SourceAddress(range);
            return true;
        }
        if (!ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            why = "its port must be 1 to 65535";
            return false;
        }
        if (!IpRange.TryParse(host, out var single, out why)) return false;
        source = new SourceAddress(single, port);
        return true;
    }

    public override string ToString() => (Port, Range.IsV4) switch
    {
        (0, _) => Range.ToString(),
        (_, true) => $"{Range}:{Port}",
        _ => $"[{Range}]:{Port}",
    };

    private static bool TrySplitPort(string text, out string host, out string port)
    {
        (host, port) = ("", "");
        if (text.StartsWith('['))
        {
            var end = text.IndexOf("]:", StringComparison.Ordinal);
            if (end < 0) return false;
            (host, port) = (text[1..end], text[(end + 2)..]);
            return true;
        }
        var colon = text.IndexOf(':');
        if (colon < 0 || colon != text.LastIndexOf(':')) return false;
        if (IPAddress.TryParse(text, out var whole) && whole.AddressFamily == AddressFamily.InterNetworkV6) return false;
        (host, port) = (text[..colon], text[(colon + 1)..]);
        return true;
    }
}
