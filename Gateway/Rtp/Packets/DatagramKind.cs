namespace Telephony.Rtp.Packets;

/// <summary>What a datagram on a media port is, by its first octets.</summary>
public enum DatagramKind : byte
{
    Rtp,
    Rtcp,
    Stun,
    Dtls,
    Other,
}

/// <summary>Tells the protocols of one media port apart: first octet by RFC 7983 7, RTP from RTCP by RFC 5761 4.</summary>
public static class DatagramDemux
{
    public static DatagramKind KindOf(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < 2) return DatagramKind.Other;
        return datagram[0] switch
        {
            >= 128 and <= 191 => datagram[1] is >= 192 and <= 223 ? DatagramKind.Rtcp : DatagramKind.Rtp,
            <= 3 => DatagramKind.Stun,
            >= 20 and <= 63 => DatagramKind.Dtls,
            _ => DatagramKind.Other,
        };
    }
}
