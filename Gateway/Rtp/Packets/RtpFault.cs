namespace Telephony.Rtp.Packets;

/// <summary>Why a datagram is not an RTP packet (RFC 3550 A.1).</summary>
public enum RtpFault : byte
{
    None,
    TooShort,
    UnknownVersion,
    ContributorsPastEnd,
    ExtensionPastEnd,
    BadPadding,
}
