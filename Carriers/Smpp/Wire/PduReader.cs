using System.Buffers.Binary;
using System.Text;

namespace Telephony.Smpp.Wire;

/// <summary>Reads the fields of a PDU's body in order. Once something does not fit, <see cref="IsBroken"/> stays true and everything after is empty.</summary>
internal ref struct PduReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public bool IsBroken { get; private set; }

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte ReadByte()
    {
        if (_rest.IsEmpty) return Break();
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>A C-octet string: Latin-1 up to its zero, at most <paramref name="most"/> octets with it (SMPP 3.4 3.1).</summary>
    public string ReadText(int most)
    {
        var end = _rest.IndexOf((byte)0);
        if (end < 0 || end >= most)
        {
            Break();
            return "";
        }
        var text = Encoding.Latin1.GetString(_rest[..end]);
        _rest = _rest[(end + 1)..];
        return text;
    }

    public ReadOnlySpan<byte> ReadOctets(int count)
    {
        if (count > _rest.Length)
        {
            Break();
            return default;
        }
        var octets = _rest[..count];
        _rest = _rest[count..];
        return octets;
    }

    /// <summary>The next optional parameter: tag, length, value (SMPP 3.4 3.2.4.1). False at the end, and where one is cut short.</summary>
    public bool TryReadTlv(out TlvTag tag, out ReadOnlySpan<byte> value)
    {
        tag = default;
        value = default;
        if (_rest.IsEmpty) return false;
        if (_rest.Length < 4)
        {
            Break();
            return false;
        }
        tag = (TlvTag)BinaryPrimitives.ReadUInt16BigEndian(_rest);
        var length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        _rest = _rest[4..];
        value = ReadOctets(length);
        return !IsBroken;
    }

    private byte Break()
    {
        IsBroken = true;
        _rest = default;
        return 0;
    }
}
