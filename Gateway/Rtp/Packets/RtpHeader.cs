using System.Buffers.Binary;

namespace Telephony.Rtp.Packets;

/// <summary>
/// The header of an RTP packet as a plain value (RFC 3550 5.1).
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// |                           timestamp                           |
/// |           synchronization source (SSRC) identifier            |
/// |            contributing source (CSRC) identifiers             |
/// </code>
/// </summary>
/// <param name="Timestamp">Media time in units of the payload's clock.</param>
/// <param name="HeaderBytes">Where the payload starts: fixed header, contributors and extension.</param>
/// <param name="PaddingBytes">Octets at the end that are not payload, the count octet included.</param>
public readonly record struct RtpHeader(byte PayloadType, bool Marker, ushort Sequence, uint Timestamp, uint Ssrc, int HeaderBytes, int PaddingBytes)
{
    /// <summary>Octets of the fixed header.</summary>
    public const int FixedBytes = 12;

    private const byte Version2 = 0x80;
    private const byte PaddingBit = 0x20;
    private const byte ExtensionBit = 0x10;

    /// <summary>The payload of the datagram this header was read from.</summary>
    public ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> datagram) => datagram[HeaderBytes..^PaddingBytes];

    public static bool TryRead(ReadOnlySpan<byte> datagram, out RtpHeader header, out RtpFault fault)
    {
        header = default;
        if (datagram.Length < FixedBytes) { fault = RtpFault.TooShort; return false; }
        var first = datagram[0];
        if (first >> 6 != 2) { fault = RtpFault.UnknownVersion; return false; }

        var headerBytes = FixedBytes;
        var paddingBytes = 0;
        if ((first & 0x3F) != 0)
        {
            fault = MeasureOptionalParts(datagram, first, out headerBytes, out paddingBytes);
            if (fault != RtpFault.None) return false;
        }

        fault = RtpFault.None;
        var second = datagram[1];
        header = new RtpHeader(
            (byte)(second & 0x7F),
            (second & 0x80) != 0,
            BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]),
            headerBytes,
            paddingBytes);
        return true;
    }

    /// <summary>Writes the twelve fixed octets without contributors, extension or padding.</summary>
    public static void Write(Span<byte> packet, byte payloadType, bool marker, ushort sequence, uint timestamp, uint ssrc)
    {
        packet[0] = Version2;
        packet[1] = (byte)(payloadType | (marker ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], ssrc);
    }

    /// <summary>Replaces the payload type and leaves the marker as it is.</summary>
    public static void RewritePayloadType(Span<byte> packet, byte payloadType) => packet[1] = (byte)((packet[1] & 0x80) | payloadType);

    /// <summary>Replaces sequence number, timestamp and source.</summary>
    public static void Renumber(Span<byte> packet, ushort sequence, uint timestamp, uint ssrc)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], ssrc);
    }

    private static RtpFault MeasureOptionalParts(ReadOnlySpan<byte> datagram, byte first, out int headerBytes, out int paddingBytes)
    {
        paddingBytes = 0;
        headerBytes = FixedBytes + ((first & 0x0F) * 4);
        if (headerBytes > datagram.Length) return RtpFault.ContributorsPastEnd;

        if ((first & ExtensionBit) != 0)
        {
            if (headerBytes + 4 > datagram.Length) return RtpFault.ExtensionPastEnd;
            headerBytes += 4 + (BinaryPrimitives.ReadUInt16BigEndian(datagram[(headerBytes + 2)..]) * 4);
            if (headerBytes > datagram.Length) return RtpFault.ExtensionPastEnd;
        }

        if ((first & PaddingBit) != 0)
        {
            paddingBytes = datagram[^1];
            if (paddingBytes == 0 || headerBytes + paddingBytes > datagram.Length) return RtpFault.BadPadding;
        }
        return RtpFault.None;
    }
}
