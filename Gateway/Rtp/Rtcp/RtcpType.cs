namespace Telephony.Rtp.Rtcp;

/// <summary>Packet types within a compound RTCP packet (RFC 3550 12.1, RFC 4585, RFC 3611).</summary>
public enum RtcpType : byte
{
    SenderReport = 200,
    ReceiverReport = 201,
    SourceDescription = 202,
    Bye = 203,
    Application = 204,
    TransportFeedback = 205,
    PayloadFeedback = 206,
    ExtendedReport = 207,
}
