using System.Buffers.Binary;

namespace Telephony.Rtp.Rtcp;

/// <summary>
/// How well one source is received (RFC 3550 6.4.1).
/// <code>
/// |                  SSRC of the source reported                  |
/// | fraction lost |       cumulative number of packets lost       |
/// |           extended highest sequence number received           |
/// |                      interarrival jitter                      |
/// |                         last SR (LSR)                         |
/// |                   delay since last SR (DLSR)                  |
/// </code>
/// </summary>
/// <param name="FractionLost">Of 256, since the last report.</param>
/// <param name="CumulativeLost">Signed 24 bits: repeats make it negative.</param>
/// <param name="Jitter">In units of the timestamp clock.</param>
/// <param name="LastReport">Middle 32 bits of the NTP time of the last sender report, 0 when none came.</param>
/// <param name="DelaySinceReport">Since that report arrived, in 1/65536 s.</param>
public readonly record struct ReportBlock(
    uint Ssrc, byte FractionLost, int CumulativeLost, uint ExtendedHighest, uint Jitter, uint LastReport, uint DelaySinceReport)
{
    public const int Bytes = 24;

    /// <param name="block">At least <see cref="Bytes"/> octets.</param>
    public static ReportBlock Read(ReadOnlySpan<byte> block) => new(
        BinaryPrimitives.ReadUInt32BigEndian(block),
        block[4],
        BinaryPrimitives.ReadInt32BigEndian(block[4..]) << 8 >> 8,
        BinaryPrimitives.ReadUInt32BigEndian(block[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(block[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(block[16..]),
        BinaryPrimitives.ReadUInt32BigEndian(block[20..]));

    public void Write(Span<byte> block)
    {
        BinaryPrimitives.WriteUInt32BigEndian(block, Ssrc);
        BinaryPrimitives.WriteInt32BigEndian(block[4..], CumulativeLost & 0xFF_FFFF);
        block[4] = FractionLost;
        BinaryPrimitives.WriteUInt32BigEndian(block[8..], ExtendedHighest);
        BinaryPrimitives.WriteUInt32BigEndian(block[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(block[16..], LastReport);
        BinaryPrimitives.WriteUInt32BigEndian(block[20..], DelaySinceReport);
    }
}
