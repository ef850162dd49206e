using System.Globalization;
using Telephony.Net.Addresses;

namespace Telephony.Rtp.Latching;

/// <summary>A block of addresses in CIDR form; IPv4 is held mapped, as in <see cref="NetEndpoint"/>.</summary>
/// <param name="Prefix">The first address of the block.</param>
/// <param name="PrefixBits">0 to 128 leading bits that count; an IPv4 /24 is 120 here.</param>
public readonly record struct AddressRange(UInt128 Prefix, int PrefixBits)
{
    /// <summary>The block that holds one address.</summary>
    public static AddressRange Single(in NetEndpoint endpoint) => new(endpoint.Address, 128);

    public bool Contains(in NetEndpoint endpoint) => PrefixBits == 0 || (endpoint.Address ^ Prefix) >> (128 - PrefixBits) == UInt128.Zero;

    /// <summary>Reads <c>192.0.2.0/24</c>, <c>2001:db8::/32</c> or one address. Host bits are cleared.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AddressRange range)
    {
        range = default;
        var slash = text.IndexOf('/');
        if (!NetEndpoint.TryParse(slash < 0 ? text : text[..slash], out var address) || address.Port != 0) return false;
        var bits = 128;
        if (slash >= 0)
        {
            if (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bits)) return false;
            if (address.IsV4) bits += 96;
            if (bits > 128) return false;
        }
        var mask = bits == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - bits);
        range = new AddressRange(address.Address & mask, bits);
        return true;
    }
}
