using System.Buffers.Binary;

namespace Telephony.Rtp.Rtcp;

/// <summary>Why a datagram is not a compound RTCP packet (RFC 3550 A.2).</summary>
public enum RtcpFault : byte
{
    None,
    TooShort,
    UnknownVersion,
    FirstIsNoReport,
    PaddingNotLast,
    LengthMismatch,
}

/// <summary>
/// Walks the packets of a compound that was validated whole first (RFC 3550 6.1, A.2).
/// <code>
/// |V=2|P|  count  |      type     |      length in words - 1      |  one header per packet
/// </code>
/// </summary>
public ref struct RtcpReader
{
    private const int HeaderBytes = 4;
    private readonly ReadOnlySpan<byte> _compound;
    private int _next;

    private RtcpReader(ReadOnlySpan<byte> compound) => _compound = compound;

    public RtcpType Type { get; private set; }

    /// <summary>Report blocks or sources, 0 to 31.</summary>
    public int Count { get; private set; }

    /// <summary>What follows the common header of the present packet, padding removed.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    public static bool TryOpen(ReadOnlySpan<byte> datagram, out RtcpReader reader, out RtcpFault fault)
    {
        reader = default;
        fault = Validate(datagram);
        if (fault != RtcpFault.None) return false;
        reader = new RtcpReader(datagram);
        return true;
    }

    public bool MoveNext()
    {
        if (_next >= _compound.Length) return false;
        var packet = _compound[_next..];
        var bytes = BytesOf(packet);
        packet = packet[..bytes];
        _next += bytes;
        var padding = (packet[0] & 0x20) != 0 ? Math.Min(packet[^1], bytes - HeaderBytes) : 0;
        Type = (RtcpType)packet[1];
        Count = packet[0] & 0x1F;
        Body = packet[HeaderBytes..^padding];
        return true;
    }

    private static RtcpFault Validate(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < HeaderBytes) return RtcpFault.TooShort;
        if (datagram[0] >> 6 == 2 && datagram[1] is not ((byte)RtcpType.SenderReport or (byte)RtcpType.ReceiverReport)) return RtcpFault.FirstIsNoReport;
        for (var at = 0; at < datagram.Length;)
        {
            var rest = datagram[at..];
            if (rest.Length < HeaderBytes) return RtcpFault.LengthMismatch;
            if (rest[0] >> 6 != 2) return RtcpFault.UnknownVersion;
            var bytes = BytesOf(rest);
            if (bytes > rest.Length) return RtcpFault.LengthMismatch;
            if ((rest[0] & 0x20) != 0 && bytes < rest.Length) return RtcpFault.PaddingNotLast;
            at += bytes;
        }
        return RtcpFault.None;
    }

    private static int BytesOf(ReadOnlySpan<byte> packet) => (BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) + 1) * 4;
}
