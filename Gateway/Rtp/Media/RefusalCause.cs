namespace Telephony.Rtp.Media;

/// <summary>Why a datagram went no further. Each is counted, none is logged.</summary>
public enum RefusalCause : byte
{
    /// <summary>Neither RTP, RTCP, STUN nor DTLS by its first octet.</summary>
    UnknownProtocol,
    Stun,
    Dtls,

    /// <summary>Shorter than a header.</summary>
    TooShort,

    /// <summary>Contributors, extension or padding do not fit (RFC 3550 A.1).</summary>
    BadHeader,

    /// <summary>Not a valid compound (RFC 3550 A.2).</summary>
    BadRtcp,

    /// <summary>RTCP from an address that has no part in this leg.</summary>
    RtcpSource,

    /// <summary>The leg has no description of its peer yet.</summary>
    NoPlan,

    /// <summary>A payload type that was not agreed.</summary>
    UnknownPayload,

    /// <summary>First packet from an address that is not on the trunk's list.</summary>
    NotPermitted,

    /// <summary>Another address is latched and alive.</summary>
    ThirdParty,

    /// <summary>The leg does not receive now (hold).</summary>
    NotReceiving,

    /// <summary>The leg is not bridged, and nothing else listens.</summary>
    NotBridged,

    /// <summary>The far leg does not send now (hold, or it plays something).</summary>
    FarNotSending,

    /// <summary>The far leg sends a digit of ours in its place: sound beside it might be the digit once more.</summary>
    DigitInstead,

    /// <summary>The far leg has not agreed on this codec.</summary>
    NoFarPayload,

    /// <summary>The far leg knows no address to send to yet.</summary>
    NoDestination,

    /// <summary>The kernel would not take it.</summary>
    SendFailed,

    /// <summary>Came to a port between two calls.</summary>
    IdlePort,

    /// <summary>A digit or another event that the call did not take in time.</summary>
    EventLost,

    /// <summary>Not protected with the peer's key, or changed on the way (SRTP): plain RTP on a protected leg too.</summary>
    NotAuthentic,

    /// <summary>A protected packet that was here before, or is older than the replay window.</summary>
    Replayed,

    /// <summary>To be sent under a number that our key has protected before, or one far behind: it would use its key stream twice.</summary>
    RepeatedNumber,

    /// <summary>Our key has protected as much as a key may.</summary>
    KeyExhausted,
}
