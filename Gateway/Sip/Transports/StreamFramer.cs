using System.Buffers;

namespace Telephony.Sip.Transports;

internal enum FrameKind : byte { Incomplete, Message, KeepAlive, Fault }

/// <summary>
/// Cuts one direction of a stream into messages (RFC 3261 18.3). What arrives whole is handed on where it lies; only an incomplete
/// rest is copied, into a pooled buffer that exists while there is a rest. No byte is searched twice, however small the segments.
/// <code>
/// var rest = framer.Begin(segment);
/// while (framer.Read(ref rest, out var frame, out var fault) is not FrameKind.Incomplete) …
/// framer.Keep(rest);
/// </code>
/// </summary>
internal sealed class StreamFramer(int maxHeaderBytes, int maxMessageBytes)
{
    private byte[]? _buffer;
    private int _length;

    // About the message at the start of the rest: how far its header end was searched, and its whole length once known.
    private int _searched;
    private int _needed;
    private int _lineEnds;

    /// <summary>Bytes kept between segments.</summary>
    public int Kept => _length;

    public ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> segment)
    {
        if (_length == 0) return segment;
        Reserve(_length + segment.Length);
        segment.CopyTo(_buffer.AsSpan(_length));
        _length += segment.Length;
        return _buffer.AsSpan(0, _length);
    }

    public FrameKind Read(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> frame, out FramingFault fault)
    {
        frame = default;
        fault = default;
        if (_needed == 0)
        {
            if (SkipLineEnds(ref rest)) return FrameKind.KeepAlive;
            if (rest.IsEmpty || rest is [(byte)'\r']) return FrameKind.Incomplete;
            if (!StartsMessage(rest[0])) return Refuse(FramingFault.NotSip, default, out frame, out fault);
            _lineEnds = 0;
            var end = rest[_searched..].IndexOf("\r\n\r\n"u8);
            var head = end < 0 ? rest.Length : _searched + end + 4;
            if (head > maxHeaderBytes) return Refuse(FramingFault.HeaderTooLong, rest[..maxHeaderBytes], out frame, out fault);
            if (end < 0)
            {
                _searched = Math.Max(0, rest.Length - 3);
                return FrameKind.Incomplete;
            }
            if (ContentLengthReader.Read(rest[..head], out var body) is { } wrong) return Refuse(wrong, rest[..head], out frame, out fault);
            if (head + body > maxMessageBytes) return Refuse(FramingFault.MessageTooLong, rest[..head], out frame, out fault);
            _needed = head + body;
        }
        if (rest.Length < _needed) return FrameKind.Incomplete;
        frame = rest[.._needed];
        rest = rest[_needed..];
        (_needed, _searched) = (0, 0);
        return FrameKind.Message;
    }

    public void Keep(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            Release();
            return;
        }
        Reserve(rest.Length);
        rest.CopyTo(_buffer);
        _length = rest.Length;
    }

    public void Release()
    {
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _length = 0;
    }

    /// <summary>A byte of a token (RFC 3261 25.1): what a method or <c>SIP/2.0</c> may begin with. STUN, TLS and binary garbage cannot.</summary>
    internal static bool StartsMessage(byte first) =>
        char.IsAsciiLetterOrDigit((char)first) || "-.!%*_+`'~"u8.Contains(first);

    /// <summary>True for each pair of line ends: a keep-alive to be answered (RFC 5626 3.5.1). Single ones before a message are nothing (RFC 3261 7.5).</summary>
    private bool SkipLineEnds(ref ReadOnlySpan<byte> rest)
    {
        while (_searched == 0 && rest.Length >= 2 && rest[0] == '\r' && rest[1] == '\n')
        {
            rest = rest[2..];
            if (++_lineEnds < 2) continue;
            _lineEnds = 0;
            return true;
        }
        return false;
    }

    private static FrameKind Refuse(FramingFault why, ReadOnlySpan<byte> head, out ReadOnlySpan<byte> frame, out FramingFault fault)
    {
        frame = head;
        fault = why;
        return FrameKind.Fault;
    }

    private void Reserve(int length)
    {
        if (_buffer is not null && _buffer.Length >= length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2048, length));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }
        _buffer = larger;
    }
}
