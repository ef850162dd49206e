using System.Buffers.Binary;

namespace Telephony.Rtp.Rtcp;

/// <summary>Builds one compound packet: SR or RR, SDES with CNAME, and BYE at the end of a stream (RFC 3550 6.1).</summary>
public ref struct RtcpWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Octets written so far: the length of the datagram.</summary>
    public int Length { get; private set; }

    /// <param name="block">Null when nothing was received yet.</param>
    public void SenderReport(uint ssrc, in SenderInfo info, in ReportBlock? block)
    {
        var body = Begin(RtcpType.SenderReport, block is null ? 0 : 1, 4 + SenderInfo.Bytes + (block is null ? 0 : ReportBlock.Bytes));
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        info.Write(body[4..]);
        block?.Write(body[(4 + SenderInfo.Bytes)..]);
    }

    public void ReceiverReport(uint ssrc, in ReportBlock? block)
    {
        var body = Begin(RtcpType.ReceiverReport, block is null ? 0 : 1, 4 + (block is null ? 0 : ReportBlock.Bytes));
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        block?.Write(body[4..]);
    }

    /// <param name="canonicalName">At most 255 octets (RFC 7022 says how to choose one).</param>
    public void SourceDescription(uint ssrc, ReadOnlySpan<byte> canonicalName)
    {
        const byte CanonicalName = 1;
        var itemBytes = 2 + canonicalName.Length + 1;                     // the list ends with a zero octet
        var body = Begin(RtcpType.SourceDescription, 1, 4 + ((itemBytes + 3) & ~3));
        body.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body[4] = CanonicalName;
        body[5] = (byte)canonicalName.Length;
        canonicalName.CopyTo(body[6..]);
    }

    public void Bye(uint ssrc) => BinaryPrimitives.WriteUInt32BigEndian(Begin(RtcpType.Bye, 1, 4), ssrc);

    private Span<byte> Begin(RtcpType type, int count, int bodyBytes)
    {
        var packet = _buffer.Slice(Length, 4 + bodyBytes);
        packet[0] = (byte)(0x80 | count);
        packet[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(bodyBytes / 4));
        Length += packet.Length;
        return packet[4..];
    }
}
