using System.Buffers.Binary;

namespace Telephony.Rtp.Rtcp;

/// <summary>The sender's part of a sender report (RFC 3550 6.4.1).</summary>
/// <param name="Ntp">Seconds since 1900 in the upper 32 bits, fractions below.</param>
/// <param name="RtpTimestamp">The same moment on the media clock.</param>
public readonly record struct SenderInfo(ulong Ntp, uint RtpTimestamp, uint Packets, uint Octets)
{
    public const int Bytes = 20;

    /// <summary>The 32 bits that come back as LSR.</summary>
    public uint MiddleNtp => (uint)(Ntp >> 16);

    /// <param name="info">At least <see cref="Bytes"/> octets.</param>
    public static SenderInfo Read(ReadOnlySpan<byte> info) => new(
        BinaryPrimitives.ReadUInt64BigEndian(info),
        BinaryPrimitives.ReadUInt32BigEndian(info[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(info[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(info[16..]));

    public void Write(Span<byte> info)
    {
        BinaryPrimitives.WriteUInt64BigEndian(info, Ntp);
        BinaryPrimitives.WriteUInt32BigEndian(info[8..], RtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(info[12..], Packets);
        BinaryPrimitives.WriteUInt32BigEndian(info[16..], Octets);
    }
}
