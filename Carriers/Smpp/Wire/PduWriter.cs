using System.Buffers.Binary;
using System.Text;

namespace Telephony.Smpp.Wire;

/// <summary>Writes one PDU after another into a buffer; each one's length is put in at its end.</summary>
internal sealed class PduWriter
{
    private byte[] _buffer = new byte[1024];
    private int _start;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public void Clear() => (_start, Length) = (0, 0);

    public PduWriter Begin(SmppCommand command, SmppStatus status, uint sequence)
    {
        _start = Length;
        var head = Take(PduHeader.Size);
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], (uint)command);
        BinaryPrimitives.WriteUInt32BigEndian(head[8..], (uint)status);
        BinaryPrimitives.WriteUInt32BigEndian(head[12..], sequence);
        return this;
    }

    public void End() => BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(_start), (uint)(Length - _start));

    public PduWriter Byte(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    /// <summary>A C-octet string with its zero; characters outside of Latin-1 become '?'.</summary>
    public PduWriter Text(string value)
    {
        var room = Take(value.Length + 1);
        Encoding.Latin1.GetBytes(value, room);
        room[^1] = 0;
        return this;
    }

    public PduWriter Octets(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Take(value.Length));
        return this;
    }

    public PduWriter Tlv(TlvTag tag, ReadOnlySpan<byte> value)
    {
        var room = Take(4 + value.Length);
        BinaryPrimitives.WriteUInt16BigEndian(room, (ushort)tag);
        BinaryPrimitives.WriteUInt16BigEndian(room[2..], (ushort)value.Length);
        value.CopyTo(room[4..]);
        return this;
    }

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - Length < count) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        var room = _buffer.AsSpan(Length, count);
        Length += count;
        return room;
    }
}
