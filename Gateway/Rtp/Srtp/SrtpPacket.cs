using System.Buffers.Binary;

namespace Telephony.Rtp.Srtp;

/// <summary>Where the readable part of an RTP packet ends. Padding is left alone: its count is encrypted.</summary>
internal static class SrtpPacket
{
    private const int FixedBytes = 12;

    /// <summary>Octets of header, contributors and extension; -1 when they do not fit.</summary>
    public static int HeaderBytes(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < FixedBytes || packet[0] >> 6 != 2) return -1;
        var bytes = FixedBytes + ((packet[0] & 0x0F) * 4);
        if ((packet[0] & 0x10) != 0)
        {
            if (bytes + 4 > packet.Length) return -1;
            bytes += 4 + (BinaryPrimitives.ReadUInt16BigEndian(packet[(bytes + 2)..]) * 4);
        }
        return bytes <= packet.Length ? bytes : -1;
    }

    public static ushort Sequence(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);

    public static uint Ssrc(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);

    public static uint RtcpSsrc(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
}
