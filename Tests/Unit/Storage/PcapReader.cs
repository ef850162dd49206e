using System.Buffers.Binary;
using Telephony.Domain.Records;
using Xunit;

namespace Telephony.Unit.Storage;

/// <summary>Reads a capture of UDP in Ethernet frames, byte by byte, as the formats say: the other side of the export.</summary>
internal static class PcapReader
{
    internal sealed record Frame(DateTimeOffset Time, WireEndpoint Source, WireEndpoint Destination, byte[] Payload, bool ChecksumsHold);

    public static List<Frame> Read(ReadOnlySpan<byte> file)
    {
        Assert.Equal(0xA1B2C3D4, BinaryPrimitives.ReadUInt32LittleEndian(file));
        Assert.Equal(1, BinaryPrimitives.ReadInt32LittleEndian(file[20..]));
        var frames = new List<Frame>();
        for (file = file[24..]; !file.IsEmpty;)
        {
            var time = DateTimeOffset.UnixEpoch.AddSeconds(BinaryPrimitives.ReadUInt32LittleEndian(file)).AddMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(file[4..]));
            var length = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
            Assert.Equal(length, BinaryPrimitives.ReadInt32LittleEndian(file[12..]));
            frames.Add(ReadFrame(time, file.Slice(16, length)));
            file = file[(16 + length)..];
        }

        return frames;
    }

    private static Frame ReadFrame(DateTimeOffset time, ReadOnlySpan<byte> frame)
    {
        var type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        var packet = frame[14..];
        var v4 = type == 0x0800;
        Assert.True(v4 || type == 0x86DD);
        Assert.Equal(17, v4 ? packet[9] : packet[6]);
        Assert.Equal(packet.Length, v4 ? BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) : BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) + 40);
        var udp = packet[(v4 ? 20 : 40)..];
        Assert.Equal(udp.Length, BinaryPrimitives.ReadUInt16BigEndian(udp[4..]));
        var addresses = v4 ? packet[12..20] : packet[8..40];
        var holds = Sum(addresses, Sum(udp, (uint)udp.Length + 17)) == ushort.MaxValue && (!v4 || Sum(packet[..20], 0) == ushort.MaxValue);
        var (source, destination) = v4
            ? (WireEndpoint.FromV4(BinaryPrimitives.ReadUInt32BigEndian(addresses), Port(udp)), WireEndpoint.FromV4(BinaryPrimitives.ReadUInt32BigEndian(addresses[4..]), Port(udp[2..])))
            : (new WireEndpoint(BinaryPrimitives.ReadUInt128BigEndian(addresses), Port(udp)), new WireEndpoint(BinaryPrimitives.ReadUInt128BigEndian(addresses[16..]), Port(udp[2..])));
        return new Frame(time, source, destination, udp[8..].ToArray(), holds);
    }

    private static ushort Port(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);

    // The ones' complement sum of RFC 1071: over data with its checksum it is all ones.
    private static uint Sum(ReadOnlySpan<byte> bytes, uint start)
    {
        var sum = start;
        for (var i = 0; i < bytes.Length; i++) sum += i % 2 == 0 ? (uint)bytes[i] << 8 : bytes[i];
        while (sum > ushort.MaxValue) sum = (sum & ushort.MaxValue) + (sum >> 16);
        return sum;
    }
}
