using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>The one stream of a peer's description that a call uses: the first audio section in use that is served.</summary>
internal readonly record struct AudioStream(int Index, MediaDescription Media, Connection Connection, Direction Direction)
{
    /// <summary>What the peer wants, the zero address counted in: it hears nothing there (RFC 3264 8.4).</summary>
    public Direction Effective => Connection.IsZero ? Direction & ~Direction.RecvOnly : Direction;

    public static bool TryFind(SessionDescription description, out AudioStream stream, out NegotiationFault why)
    {
        why = NegotiationFault.NoAudio;
        stream = default;
        for (var index = 0; index < description.Media.Length; index++)
        {
            var media = description.Media[index];
            if (!media.IsAudio || media.IsRefused) continue;
            if (TryUse(description, index, out stream, out var fault)) return true;
            if (why == NegotiationFault.NoAudio) why = fault;
        }
        return false;
    }

    public static bool TryUse(SessionDescription description, int index, out AudioStream stream, out NegotiationFault why)
    {
        stream = default;
        var media = description.Media[index];
        why = NegotiationFault.ProfileNotServed;
        if (!RtpProfile.IsServed(media.Protocol)) return false;
        why = NegotiationFault.NoUsableAddress;
        if (description.ConnectionOf(media) is not { } connection || !IsUnicast(connection.Address)) return false;
        stream = new AudioStream(index, media, connection, description.DirectionOf(media));
        return true;
    }

    public MediaPlan Plan(ImmutableArray<AgreedCodec> codecs, Direction ours, bool mux)
    {
        var rtcp = Media.Rtcp;
        var next = Media.Port < 65535 ? Media.Port + 1 : 0;
        return new MediaPlan
        {
            RemoteAddress = Connection.Address,
            RemotePort = Media.Port,
            RemoteRtcpAddress = mux ? Connection.Address : rtcp?.Address ?? Connection.Address,
            RemoteRtcpPort = mux ? Media.Port : rtcp?.Port ?? next,
            RtcpMux = mux,
            Sends = ours.Sends(),
            Receives = ours.Receives(),
            HeldByPeer = !Effective.Receives(),
            Codecs = codecs,
            PeerPtimeMs = Media.PtimeMs,
            PeerMaxPtimeMs = Media.MaxPtimeMs,
            PassedAttributes = PassedOn(Media),
        };
    }

    /// <summary>The allow-list of attributes that may cross from leg to leg, beside those that codecs and packet times carry.</summary>
    public static ImmutableArray<SdpAttribute> PassedOn(MediaDescription media)
    {
        foreach (var attribute in media.Attributes)
            if (attribute.Name == "silenceSupp") return [attribute];
        return [];
    }

    private static bool IsUnicast(string address)
    {
        if (!IPAddress.TryParse(address, out var ip)) return false;
        if (ip.AddressFamily == AddressFamily.InterNetworkV6) return !ip.IsIPv6Multicast;
        // "IP4 127.1" and other short forms are no addresses of SDP (RFC 8866 9: four decimal bytes).
        return address.AsSpan().Count('.') == 3 && FirstByte(ip) is < 224;
    }

    private static byte FirstByte(IPAddress ip)
    {
        Span<byte> bytes = stackalloc byte[4];
        return ip.TryWriteBytes(bytes, out _) ? bytes[0] : (byte)255;
    }
}
