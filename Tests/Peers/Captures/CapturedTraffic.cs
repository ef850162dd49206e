using System.Buffers.Binary;
using System.Net;

namespace Telephony.Peers.Captures;

/// <summary>One UDP datagram seen on loopback.</summary>
/// <param name="At">Time since the first datagram of the capture.</param>
public sealed record CapturedDatagram(TimeSpan At, IPEndPoint From, IPEndPoint To, byte[] Payload, byte TrafficClass);

/// <summary>The UDP datagrams of a classic pcap file of link type Ethernet, IPv4 or IPv6, in order.</summary>
public sealed record CapturedTraffic(IReadOnlyList<CapturedDatagram> Datagrams)
{
    private const int FileHeader = 24;
    private const int PacketHeader = 16;
    private const int Ethernet = 14;
    private const byte Udp = 17;

    /// <summary>All RTP streams: one per source, destination and SSRC, in order of appearance.</summary>
    public IReadOnlyList<CapturedStream> Streams =>
    [
        .. Datagrams.Where(static datagram => CapturedStream.IsRtp(datagram.Payload))
            .GroupBy(static datagram => (From: datagram.From.ToString(), To: datagram.To.ToString(), Ssrc: BinaryPrimitives.ReadUInt32BigEndian(datagram.Payload.AsSpan(8))))
            .Select(static group => new CapturedStream(group.First().From, group.First().To, group.Key.Ssrc, [.. group])),
    ];

    /// <summary>Everything that reached this port as one stream, whatever its sources.</summary>
    public IReadOnlyList<CapturedStream> StreamsTo(int port) => [.. Streams.Where(stream => stream.To.Port == port)];

    public static CapturedTraffic Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var nanoseconds = BinaryPrimitives.ReadUInt32LittleEndian(bytes) == 0xA1B23C4D;
        var datagrams = new List<CapturedDatagram>();
        TimeSpan? start = null;
        for (var offset = FileHeader; offset + PacketHeader <= bytes.Length;)
        {
            var header = bytes.AsSpan(offset);
            var fraction = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            var at = TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32LittleEndian(header)) + TimeSpan.FromTicks(nanoseconds ? fraction / 100 : fraction * 10L);
            var size = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
            if (offset + PacketHeader + size > bytes.Length) break;
            start ??= at;
            if (Read(bytes.AsSpan(offset + PacketHeader, size), at - start.Value) is { } datagram) datagrams.Add(datagram);
            offset += PacketHeader + size;
        }

        return new CapturedTraffic(datagrams);
    }

    private static CapturedDatagram? Read(ReadOnlySpan<byte> frame, TimeSpan at)
    {
        if (frame.Length < Ethernet + 28) return null;
        var packet = frame[Ethernet..];
        return (packet[0] >> 4) switch
        {
            4 when packet[9] == Udp => Datagram(at, packet[12..16], packet[16..20], packet[((packet[0] & 15) * 4)..], packet[1]),
            6 when packet[6] == Udp && packet.Length >= 48 => Datagram(at, packet[8..24], packet[24..40], packet[40..], (byte)((packet[0] << 4) | (packet[1] >> 4))),
            _ => null,
        };
    }

    private static CapturedDatagram Datagram(TimeSpan at, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ReadOnlySpan<byte> udp, byte trafficClass)
    {
        var size = Math.Clamp(BinaryPrimitives.ReadUInt16BigEndian(udp[4..]), (ushort)8, (ushort)udp.Length);
        return new CapturedDatagram(
            at,
            new IPEndPoint(new IPAddress(from), BinaryPrimitives.ReadUInt16BigEndian(udp)),
            new IPEndPoint(new IPAddress(to), BinaryPrimitives.ReadUInt16BigEndian(udp[2..])),
            udp[8..size].ToArray(),
            trafficClass);
    }
}
