using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Security;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>The one stream of a peer's description that a call uses: the first audio section in use that is served.</summary>
internal readonly record struct AudioStream(int Index, MediaDescription Media, Connection Connection, Direction Direction)
{
    /// <summary>What the peer wants, the zero address counted in: it hears nothing there (RFC 3264 8.4).</summary>
    public Direction Effective => Connection.IsZero ? Direction & ~Direction.RecvOnly : Direction;

    /// <summary>What protects the stream; null: it is plain.</summary>
    public SecurityChoice? Security { get; init; }

    /// <summary>The first stream that the policy takes: SRTP before plain RTP where both are offered beside each other.</summary>
    public static bool TryFind(SessionDescription description, LocalSecurity local, out AudioStream stream, out NegotiationFault why)
    {
        why = NegotiationFault.NoAudio;
        if (local.Policy != SecurityPolicy.Off && TryFind(description, local, secure: true, out stream, ref why)) return true;
        if (local.Policy != SecurityPolicy.Require) return TryFind(description, local, secure: false, out stream, ref why);
        stream = default;
        return false;
    }

    private static bool TryFind(SessionDescription description, LocalSecurity local, bool secure, out AudioStream stream, ref NegotiationFault why)
    {
        stream = default;
        for (var index = 0; index < description.Media.Length; index++)
        {
            var media = description.Media[index];
            if (!media.IsAudio || media.IsRefused) continue;
            var fault = secure ? TrySecure(media, local, out var choice) : TryPlain(media, local, out choice);
            if (fault == NegotiationFault.None && TryUse(description, index, out stream, out fault))
            {
                stream = stream with { Security = choice };
                return true;
            }
            if (why is NegotiationFault.NoAudio or NegotiationFault.EncryptionRequired) why = fault;
        }
        return false;
    }

    /// <summary>Keys in a plain section are taken too: that is how phones ask for SRTP where it can be had.</summary>
    private static NegotiationFault TrySecure(MediaDescription media, LocalSecurity local, out SecurityChoice? choice)
    {
        choice = local.Choose(media);
        if (choice is not null && (RtpProfile.IsSecure(media.Protocol) || RtpProfile.IsPlain(media.Protocol) || RtpProfile.IsDtls(media.Protocol))) return NegotiationFault.None;
        if (media.Attributes.Has(CryptoAttribute.Name)) return NegotiationFault.NoCommonSuite;
        return RtpProfile.IsPlain(media.Protocol) ? NegotiationFault.EncryptionRequired : NegotiationFault.ProfileNotServed;
    }

    private static NegotiationFault TryPlain(MediaDescription media, LocalSecurity local, out SecurityChoice? choice)
    {
        choice = null;
        if (RtpProfile.IsPlain(media.Protocol)) return NegotiationFault.None;
        return local.Policy != SecurityPolicy.Off && media.Attributes.Has(CryptoAttribute.Name) ? NegotiationFault.NoCommonSuite : NegotiationFault.ProfileNotServed;
    }

    /// <summary>Whether the section has an address to send to; its transport is judged before.</summary>
    public static bool TryUse(SessionDescription description, int index, out AudioStream stream, out NegotiationFault why)
    {
        stream = default;
        var media = description.Media[index];
        why = NegotiationFault.NoUsableAddress;
        if (description.ConnectionOf(media) is not { } connection || !IsUnicast(connection.Address)) return false;
        stream = new AudioStream(index, media, connection, description.DirectionOf(media));
        return true;
    }

    public MediaPlan Plan(ImmutableArray<AgreedCodec> codecs, Direction ours, bool mux, AgreedSecurity? security)
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
            Security = security,
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
