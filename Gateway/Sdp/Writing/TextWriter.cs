using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Telephony.Sdp.Writing;

/// <summary>Fills spans of a buffer writer; asks for a new one only when the present one is full.</summary>
internal ref struct TextWriter(IBufferWriter<byte> output)
{
    private const int Step = 512;
    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _span = output.GetSpan(Step);
    private int _used = 0;

    public void Put(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(Room(octets.Length));
        _used += octets.Length;
    }

    public void Put(string text)
    {
        Encoding.Latin1.GetBytes(text, Room(text.Length));
        _used += text.Length;
    }

    public void Put(char character)
    {
        Room(1)[0] = (byte)character;
        _used++;
    }

    public void Put(ulong number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written);
        _used += written;
    }

    public void EndLine() => Put("\r\n"u8);

    public void Flush()
    {
        _output.Advance(_used);
        _span = default;
        _used = 0;
    }

    private Span<byte> Room(int octets)
    {
        if (_span.Length - _used >= octets) return _span[_used..];
        _output.Advance(_used);
        _used = 0;
        _span = _output.GetSpan(Math.Max(octets, Step));
        return _span;
    }
}
