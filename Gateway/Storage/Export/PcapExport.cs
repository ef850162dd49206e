using System.Buffers.Binary;
using Telephony.Domain.Records;

namespace Telephony.Storage.Export;

/// <summary>
/// The ladder of one call as a capture file (libpcap 2.4, microseconds, Ethernet) that Wireshark and sngrep open: true addresses, ports and times, in made-up
/// frames. Every message goes into one UDP datagram, also one that came by TCP or TLS, so that it is decoded whole; credentials are masked as in the record.
/// </summary>
public static class PcapExport
{
    private const uint Magic = 0xA1B2_C3D4;
    private const int LinkTypeEthernet = 1;
    private const int SnapLength = 262_144;

    /// <summary>Writes the file and returns the number of frames: the messages that were kept whole. 0 when the call kept summaries only.</summary>
    public static int Write(CallRecord call, Stream target)
    {
        Span<byte> header = stackalloc byte[24];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], SnapLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], LinkTypeEthernet);
        target.Write(header);

        var frames = 0;
        foreach (var entry in call.Ladder.Entries())
        {
            if (entry.Message.IsEmpty) continue;
            WriteFrame(target, call.StartedAt + entry.Offset, UdpFrame.Build(entry));
            frames++;
        }

        return frames;
    }

    private static void WriteFrame(Stream target, DateTimeOffset time, ReadOnlySpan<byte> frame)
    {
        Span<byte> header = stackalloc byte[16];
        var microseconds = (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(microseconds / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(microseconds % 1_000_000));
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], frame.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], frame.Length);
        target.Write(header);
        target.Write(frame);
    }
}
