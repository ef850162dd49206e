using System.Buffers.Binary;
using Telephony.Domain.Records;

namespace Telephony.Storage.Export;

/// <summary>
/// An Ethernet frame with one UDP datagram around a ladder's message.
/// <code>
/// Ethernet 14 | IPv4 20 (RFC 791) or IPv6 40 (RFC 8200) | UDP 8 (RFC 768) | message
/// </code>
/// </summary>
internal static class UdpFrame
{
    private const int Ethernet = 14;
    private const int Udp = 8;
    private const byte ProtocolUdp = 17;
    private const byte HopLimit = 64;
    private const int LargestPayload = 65_507 - 40;

    public static byte[] Build(LadderEntry entry)
    {
        var sent = entry.Direction == MessageDirection.Sent;
        var (source, destination) = sent ? (entry.Local, entry.Peer) : (entry.Peer, entry.Local);
        var v4 = source.IsV4 && destination.IsV4;
        var message = entry.Message.Span;
        if (message.Length > LargestPayload) message = message[..LargestPayload];
        var ip = v4 ? 20 : 40;
        var frame = new byte[Ethernet + ip + Udp + message.Length];

        WriteEthernet(frame, sent, entry.Leg, v4);
        var packet = frame.AsSpan(Ethernet);
        if (v4) WriteV4(packet, source, destination);
        else WriteV6(packet, source, destination);

        var datagram = packet[ip..];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], destination.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)datagram.Length);
        message.CopyTo(datagram[Udp..]);
        var addresses = v4 ? packet[12..20] : packet[8..40];
        BinaryPrimitives.WriteUInt16BigEndian(datagram[6..], UdpChecksum(addresses, datagram));
        return frame;
    }

    // Locally administered addresses: 1 is the gateway, 16 and up the legs' peers.
    private static void WriteEthernet(Span<byte> frame, bool sent, ushort leg, bool v4)
    {
        var (gateway, peer) = sent ? (6, 0) : (0, 6);
        frame[gateway] = frame[peer] = 2;
        frame[gateway + 5] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(frame[(peer + 4)..], (ushort)(leg + 16));
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], v4 ? (ushort)0x0800 : (ushort)0x86DD);
    }

    private static void WriteV4(Span<byte> packet, WireEndpoint source, WireEndpoint destination)
    {
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[6] = 0x40;                                             // do not fragment
        packet[8] = HopLimit;
        packet[9] = ProtocolUdp;
        BinaryPrimitives.WriteUInt32BigEndian(packet[12..], source.V4);
        BinaryPrimitives.WriteUInt32BigEndian(packet[16..], destination.V4);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Fold(Sum(packet[..20])));
    }

    private static void WriteV6(Span<byte> packet, WireEndpoint source, WireEndpoint destination)
    {
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - 40));
        packet[6] = ProtocolUdp;
        packet[7] = HopLimit;
        BinaryPrimitives.WriteUInt128BigEndian(packet[8..], source.Address);
        BinaryPrimitives.WriteUInt128BigEndian(packet[24..], destination.Address);
    }

    // Over the pseudo header of both families (RFC 768, RFC 8200 8.1): addresses, length and protocol; zero is sent as all ones.
    private static ushort UdpChecksum(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> datagram)
    {
        var checksum = Fold(Sum(addresses) + Sum(datagram) + (uint)datagram.Length + ProtocolUdp);
        return checksum == 0 ? ushort.MaxValue : checksum;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (; bytes.Length >= 2; bytes = bytes[2..]) sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return bytes.IsEmpty ? sum : sum + ((uint)bytes[0] << 8);
    }

    private static ushort Fold(uint sum)
    {
        while (sum > ushort.MaxValue) sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }
}
