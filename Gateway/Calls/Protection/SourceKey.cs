using Telephony.Domain.Addresses;
using Telephony.Net.Addresses;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Protection;

/// <summary>
/// A source as it is judged: an IPv4 address, or an IPv6 /64, which one host owns whole. Datagrams and streams are two sources: a datagram's sender may be forged, so what
/// comes by datagrams can only close the door for datagrams.
/// </summary>
internal readonly record struct SourceKey(UInt128 Network, bool Stream)
{
    private static readonly UInt128 HostBits = ulong.MaxValue;

    public static SourceKey Of(SipTransportKind kind, in NetEndpoint remote) => new(NetworkOf(remote.Address), kind.IsReliable());

    public static UInt128 NetworkOf(UInt128 address) => IpBits.IsV4(address) ? address : address & ~HostBits;

    /// <summary>As people write it: <c>192.0.2.1</c>, <c>2001:db8:0:1::/64</c>.</summary>
    public string Text => IpBits.IsV4(Network) ? IpBits.ToIPAddress(Network).ToString() : $"{IpBits.ToIPAddress(Network)}/64";
}
