using System.Net;
using System.Net.Sockets;
using Telephony.Net.Addresses;

namespace Telephony.Sip.Resolution;

/// <summary>Tells addresses from names, and names from nonsense.</summary>
internal static class HostText
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    /// <summary>Four decimal bytes or an IPv6 address, as in a SIP URI; the short forms that libraries take (<c>127.1</c>, <c>1</c>) are names.</summary>
    public static bool TryAddress(string host, out NetEndpoint address)
    {
        address = default;
        var text = host.AsSpan();
        if (text.Length > 2 && text[0] == '[' && text[^1] == ']') text = text[1..^1];
        if (!IPAddress.TryParse(text, out var ip)) return false;
        if (ip.AddressFamily == AddressFamily.InterNetwork && text.Count('.') != 3) return false;
        address = NetEndpoint.From(ip, 0);
        return true;
    }

    /// <summary>The name without the dot of the root; false when it cannot be asked for (RFC 1035 2.3.4; underscores pass).</summary>
    public static bool TryName(string host, out string name)
    {
        name = host.EndsWith('.') ? host[..^1] : host;
        if (name.Length is 0 or > LongestName) return false;
        foreach (var label in name.AsSpan().Split('.'))
        {
            var text = name.AsSpan(label);
            if (text.Length is 0 or > LongestLabel) return false;
            foreach (var character in text)
                if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_')) return false;
        }
        return true;
    }
}
