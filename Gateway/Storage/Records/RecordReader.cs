using System.Buffers.Binary;
using System.Text;
using Telephony.Domain.Records;

namespace Telephony.Storage.Records;

/// <summary>
/// Reads what <see cref="RecordWriter"/> wrote. Bytes that are no such thing make it <see cref="Failed"/> and every later read gives a default:
/// the caller checks once at the end. It never throws.
/// </summary>
internal ref struct RecordReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    public bool Failed { get; private set; }

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte()
    {
        var one = Take(1);
        return one.IsEmpty ? (byte)0 : one[0];
    }

    public ulong Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        Failed = true;
        return 0;
    }

    public int Int32()
    {
        var value = Number();
        if (value > int.MaxValue) Failed = true;
        return Failed ? 0 : (int)value;
    }

    /// <summary>A count of things that take at least one byte each, so that a broken one cannot ask for memory.</summary>
    public int Count()
    {
        var count = Int32();
        if (count > _rest.Length) Failed = true;
        return Failed ? 0 : count;
    }

    public long Signed()
    {
        var value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public double Real()
    {
        var bytes = Take(sizeof(double));
        return bytes.IsEmpty ? 0 : BinaryPrimitives.ReadDoubleLittleEndian(bytes);
    }

    public UInt128 Id()
    {
        var bytes = Take(16);
        return bytes.IsEmpty ? default : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public WireEndpoint Endpoint() => Byte() switch
    {
        4 => WireEndpoint.FromV4((uint)Number(), (ushort)Number()),
        6 => new WireEndpoint(Id(), (ushort)Number()),
        _ => default,
    };

    public ReadOnlySpan<byte> Bytes() => Take(Count());

    public WireText WireText() => Domain.Records.WireText.CopyOf(Bytes());

    public string Text()
    {
        var bytes = Bytes();
        return bytes.IsEmpty ? "" : Encoding.UTF8.GetString(bytes);
    }

    public string? OptionalText() => Byte() == 0 ? null : Text();

    private ReadOnlySpan<byte> Take(int size)
    {
        if (Failed || size > _rest.Length) { Failed = true; return default; }
        var taken = _rest[..size];
        _rest = _rest[size..];
        return taken;
    }
}
