using System.Buffers.Binary;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Records;

/// <summary>The stored form of one ladder entry; <see cref="CallLadder"/> draws it.</summary>
internal static class LadderCoding
{
    private const int SummaryLengthAt = CallLadder.HeaderBytes - 1;

    public static int SizeAt(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    public static void SetSize(Span<byte> bytes, int at, int size) => BinaryPrimitives.WriteInt32LittleEndian(bytes[at..], size);

    public static int SizeWithoutMessage(ReadOnlySpan<byte> bytes, int at) => CallLadder.HeaderBytes + bytes[at + SummaryLengthAt];

    public static void WriteHeader(
        Span<byte> target, int size, TimeSpan offset, MessageDirection direction, ushort leg, SignallingTransport transport, WireEndpoint local, WireEndpoint peer, ReadOnlySpan<byte> summary)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, size);
        BinaryPrimitives.WriteInt64LittleEndian(target[4..], offset.Ticks / TimeSpan.TicksPerMicrosecond);
        BinaryPrimitives.WriteUInt16LittleEndian(target[12..], leg);
        target[14] = (byte)((byte)direction | (byte)transport << 1);
        WriteEndpoint(target[15..], local);
        WriteEndpoint(target[33..], peer);
        target[SummaryLengthAt] = (byte)summary.Length;
        summary.CopyTo(target[CallLadder.HeaderBytes..]);
    }

    public static LadderEntry Read(ReadOnlySpan<byte> bytes, int at)
    {
        var entry = bytes.Slice(at, SizeAt(bytes, at));
        var message = SizeWithoutMessage(bytes, at);
        return new LadderEntry(
            TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(entry[4..]) * TimeSpan.TicksPerMicrosecond),
            (MessageDirection)(entry[14] & 1),
            BinaryPrimitives.ReadUInt16LittleEndian(entry[12..]),
            (SignallingTransport)(entry[14] >> 1 & 3),
            ReadEndpoint(entry[15..]),
            ReadEndpoint(entry[33..]),
            WireText.CopyOf(entry[CallLadder.HeaderBytes..message]),
            entry[message..].ToArray());
    }

    public static bool IsWellFormed(ReadOnlySpan<byte> bytes, out int count)
    {
        count = 0;
        for (var at = 0; at < bytes.Length; count++)
        {
            if (bytes.Length - at < CallLadder.HeaderBytes) return false;
            var size = SizeAt(bytes, at);
            if (size > bytes.Length - at || size < SizeWithoutMessage(bytes, at)) return false;
            at += size;
        }

        return true;
    }

    private static void WriteEndpoint(Span<byte> target, WireEndpoint endpoint)
    {
        BinaryPrimitives.WriteUInt128BigEndian(target, endpoint.Address);
        BinaryPrimitives.WriteUInt16BigEndian(target[16..], endpoint.Port);
    }

    private static WireEndpoint ReadEndpoint(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[16..]));
}
