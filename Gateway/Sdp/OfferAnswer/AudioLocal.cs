using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Security;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>Our own side of a leg: all that its descriptions say about us, and nothing of the other leg.</summary>
public sealed record AudioLocal
{
    /// <summary>The IP address in text that the peer is to send to (the advertised one behind a NAT).</summary>
    public required string Address { get; init; }

    public required int RtpPort { get; init; }

    /// <summary>Null: the port after <see cref="RtpPort"/> (RFC 3550 11), which then needs no <c>a=rtcp</c>.</summary>
    public int? RtcpPort { get; init; }

    /// <summary>Offer RTCP on the RTP port, and accept it when offered (RFC 5761). The separate port must stay open until the peer agrees.</summary>
    public bool RtcpMux { get; init; }

    /// <summary>Whether and how the media is encrypted.</summary>
    public LocalSecurity Security { get; init; } = LocalSecurity.Off;

    public CodecPolicy Codecs { get; init; } = CodecPolicy.Any;

    /// <summary>Ours to say which way we want media; the peer's wish and the far leg narrow it.</summary>
    public Direction Wanted { get; init; } = Direction.SendRecv;

    /// <summary>We have something to play while the other leg's peer is silent: it is offered to be heard.</summary>
    public bool PlaysOnHold { get; init; }

    /// <summary>Milliseconds a packet to ask for; null passes on what the other leg asks for.</summary>
    public int? PtimeMs { get; init; }

    /// <summary>Owner of the session id and version on this leg; the same one for all descriptions of a dialog.</summary>
    public required SessionOrigin Origin { get; init; }

    internal int RtcpPortOrNext => RtcpPort ?? RtpPort + 1;
}
