using System.Buffers.Binary;
using System.Text;
using Telephony.Domain.Records;

namespace Telephony.Storage.Records;

/// <summary>
/// Writes the fields of a record one behind the other into a span. What does not fit any more is not written and <see cref="Overflowed"/> says so:
/// the caller checks once at the end. Numbers are LEB128; a text is its byte length and UTF-8.
/// </summary>
internal ref struct RecordWriter(Span<byte> target)
{
    /// <summary>Texts for people are cut here; those of dialogs never are, since half a tag is none.</summary>
    public const int MaxTextBytes = 1024;

    private readonly Span<byte> _target = target;

    public int Length { get; private set; }

    public bool Overflowed { get; private set; }

    public void Byte(byte value)
    {
        if (Length >= _target.Length) { Overflowed = true; return; }
        _target[Length++] = value;
    }

    public void Number(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    public void Number(int value) => Number((ulong)Math.Max(0, value));

    /// <summary>A number of either sign (zigzag).</summary>
    public void Signed(long value) => Number((ulong)(value << 1 ^ value >> 63));

    public void Real(double value)
    {
        if (!HasRoom(sizeof(double))) return;
        BinaryPrimitives.WriteDoubleLittleEndian(_target[Length..], value);
        Length += sizeof(double);
    }

    public void Id(UInt128 value)
    {
        if (!HasRoom(16)) return;
        BinaryPrimitives.WriteUInt128BigEndian(_target[Length..], value);
        Length += 16;
    }

    public void Endpoint(WireEndpoint endpoint)
    {
        Byte((byte)(endpoint.IsNone ? 0 : endpoint.IsV4 ? 4 : 6));
        if (endpoint.IsNone) return;
        if (endpoint.IsV4) Number(endpoint.V4);
        else Id(endpoint.Address);
        Number(endpoint.Port);
    }

    public void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        if (!HasRoom(bytes.Length)) return;
        bytes.CopyTo(_target[Length..]);
        Length += bytes.Length;
    }

    public void Text(WireText text)
    {
        var bytes = text.Bytes.Span;
        Bytes(bytes.Length <= MaxTextBytes ? bytes : bytes[..MaxTextBytes]);
    }

    public void Text(string text)
    {
        ReadOnlySpan<char> characters = text.Length <= MaxTextBytes / 3 ? text : text.AsSpan(0, MaxTextBytes / 3);
        Span<byte> bytes = stackalloc byte[MaxTextBytes];
        Bytes(bytes[..Encoding.UTF8.GetBytes(characters, bytes)]);
    }

    /// <summary>A text that may be null: a byte 0, or 1 and the text.</summary>
    public void OptionalText(string? text)
    {
        Byte(text is null ? (byte)0 : (byte)1);
        if (text is not null) Text(text);
    }

    private bool HasRoom(int size)
    {
        if (_target.Length - Length >= size) return true;
        Overflowed = true;
        return false;
    }
}
