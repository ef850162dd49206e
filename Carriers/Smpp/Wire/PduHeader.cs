using System.Buffers;
using System.Buffers.Binary;

namespace Telephony.Smpp.Wire;

/// <summary>
/// The 16 octets every PDU begins with (SMPP 3.4 3.2).
/// <code>
///  0                4             8                12               16
///  | command_length | command_id  | command_status | sequence_number | body …
/// </code>
/// </summary>
internal readonly record struct PduHeader(int Length, SmppCommand Command, SmppStatus Status, uint Sequence)
{
    public const int Size = 16;

    /// <summary>Longest PDU we take: a message_payload of 64 kB and its fields. What claims to be longer is no SMPP.</summary>
    public const int Longest = 70_000;

    /// <summary>Reads the header of the PDU at the front.</summary>
    public static PduRead TryRead(in ReadOnlySequence<byte> bytes, out PduHeader header)
    {
        header = default;
        if (bytes.Length < Size) return PduRead.Incomplete;
        Span<byte> head = stackalloc byte[Size];
        bytes.Slice(0, Size).CopyTo(head);
        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (length is < Size or > Longest) return PduRead.Invalid;
        header = new PduHeader(
            (int)length, (SmppCommand)BinaryPrimitives.ReadUInt32BigEndian(head[4..]), (SmppStatus)BinaryPrimitives.ReadUInt32BigEndian(head[8..]), BinaryPrimitives.ReadUInt32BigEndian(head[12..]));
        return bytes.Length < length ? PduRead.Incomplete : PduRead.Complete;
    }
}

/// <summary>Three answers of a parser of a stream.</summary>
internal enum PduRead
{
    Incomplete,
    Invalid,
    Complete,
}
