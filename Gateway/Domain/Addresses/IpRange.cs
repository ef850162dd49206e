using System.Globalization;
using System.Net;

namespace Telephony.Domain.Addresses;

/// <summary>A block of IP addresses: one address, or a network with its prefix length (RFC 4632 3.1, RFC 4291 2.3).</summary>
public readonly record struct IpRange
{
    private IpRange(UInt128 network, int mappedLength) => (Network, MappedLength) = (network, (byte)mappedLength);

    /// <summary>The network's address bits as in <see cref="IpBits"/>.</summary>
    public UInt128 Network { get; }

    /// <summary>Prefix length counted in the 128-bit form: an IPv4 /24 is 120. Longer is more specific.</summary>
    public byte MappedLength { get; }

    public bool IsV4 => IpBits.IsV4(Network) && MappedLength >= 96;

    public bool IsSingle => MappedLength == 128;

    /// <summary>Prefix length as people write it: 0 to 32 or 0 to 128.</summary>
    public int PrefixLength => IsV4 ? MappedLength - 96 : MappedLength;

    public static IpRange Of(IPAddress address) => new(IpBits.From(address), 128);

    public static IpRange Of(UInt128 address) => new(address, 128);

    public bool Contains(UInt128 address) => (address & Mask(MappedLength)) == Network;

    /// <summary>Reads "192.0.2.1", "192.0.2.0/24", "2001:db8::/32". Bits behind the prefix must be zero, or <paramref name="why"/> says which network was meant.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpRange range, out string why)
    {
        range = default;
        why = "";
        var slash = text.IndexOf('/');
        var host = slash < 0 ? text : text[..slash];
        if (!TryParseStrictly(host, out var address))
        {
            why = "it is no IP address";
            return false;
        }
        var bits = IpBits.From(address);
        if (slash < 0)
        {
            range = new IpRange(bits, 128);
            return true;
        }
        var v4 = IpBits.IsV4(bits);
        if (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > (v4 ? 32 : 128))
        {
            why = $"its prefix length must be 0 to {(v4 ? 32 : 128)}";
            return false;
        }
        var mapped = v4 ? length + 96 : length;
        var network = bits & Mask(mapped);
        if (network != bits)
        {
            why = $"it has bits set behind its prefix; the network is {IpBits.ToIPAddress(network)}/{length}";
            return false;
        }
        range = new IpRange(network, mapped);
        return true;
    }

    public override string ToString() => IsSingle ? IpBits.ToIPAddress(Network).ToString() : $"{IpBits.ToIPAddress(Network)}/{PrefixLength}";

    /// <summary>Four decimal parts for IPv4: the library also takes "10.1" and octal parts, which no operator means, and drops the port behind a bracket.</summary>
    private static bool TryParseStrictly(ReadOnlySpan<char> host, out IPAddress address)
    {
        address = IPAddress.None;
        if (host.Contains('[') || !IPAddress.TryParse(host, out var parsed)) return false;
        if (parsed.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && !host.SequenceEqual(parsed.ToString())) return false;
        address = parsed;
        return true;
    }

    private static UInt128 Mask(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);
}
