using Telephony.Sip.Messages;

namespace Telephony.Sip.Writing;

/// <summary>Writes headers of one's own into a message under construction, without a closure.</summary>
public delegate void HeaderWriter<in TState>(ref SipWriter writer, TState state);

/// <summary>
/// Writes one message, front to back, into a reused <see cref="SipBuffer"/>: start line, headers, then <see cref="Body"/> or
/// <see cref="NoBody"/>. Allocates only when the buffer grows. A value cannot end its line: CR and LF in header values and reason
/// phrases become spaces, in URIs they are escaped; a method or header name that is not a token throws <see cref="ArgumentException"/>.
/// </summary>
public ref struct SipWriter
{
    private readonly SipBuffer _buffer;
    private Span<byte> _bytes;
    private readonly bool _compact;
    private int _at;

    /// <summary>Starts a new message; what the buffer held is gone.</summary>
    /// <param name="compact">Headers that have a name of one letter get it (RFC 3261 7.3.3).</param>
    public SipWriter(SipBuffer buffer, bool compact = false)
    {
        _compact = compact;
        _buffer = buffer;
        _bytes = buffer.Bytes;
        buffer.Length = 0;
        _at = 0;
    }

    /// <summary>What was written so far; after <see cref="Body"/> or <see cref="NoBody"/> the message.</summary>
    public readonly ReadOnlySpan<byte> Written => _bytes[.._at];

    public void RequestLine(SipMethod method, scoped ReadOnlySpan<byte> uri) => RequestLine(method.ToBytes(), uri);

    public void RequestLine(scoped ReadOnlySpan<byte> method, scoped ReadOnlySpan<byte> uri)
    {
        Require(SipText.IsToken(method), "The method is not a token.", nameof(method));
        Put(method);
        Put((byte)' ');
        AppendUri(uri);
        Put(" SIP/2.0\r\n"u8);
    }

    /// <summary>Without <paramref name="reason"/> the registered phrase.</summary>
    public void StatusLine(int statusCode, scoped ReadOnlySpan<byte> reason = default)
    {
        Require(statusCode is >= 100 and <= 699, "The status code is not one of 100 to 699.", nameof(statusCode));
        Put("SIP/2.0 "u8);
        Put(statusCode);
        Put((byte)' ');
        Append(reason.IsEmpty ? SipReasons.Of(statusCode) : reason);
        EndLine();
    }

    public void Header(HeaderName name, scoped ReadOnlySpan<byte> value)
    {
        Begin(name);
        Append(value);
        EndLine();
    }

    public void Header(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Require(SipText.IsToken(name), "The header name is not a token.", nameof(name));
        Put(name);
        Put(": "u8);
        Append(value);
        EndLine();
    }

    public void Header(HeaderName name, long value)
    {
        Begin(name);
        Put(value);
        EndLine();
    }

    /// <summary>A line of a received message, under the name it came with.</summary>
    public void Header(scoped in SipHeader header)
    {
        if (_compact && header.Name != HeaderName.Other) Header(header.Name, header.Value);
        else Header(header.NameBytes, header.Value);
    }

    /// <summary>All lines of that header, in order, under the canonical name; nothing if there are none.</summary>
    public void Copy(SipMessage from, HeaderName name)
    {
        foreach (var line in from.Lines(name))
        {
            Header(name, line.Value);
        }
    }

    /// <summary>Opens a line that is then written piece by piece with <c>Append</c> and closed with <see cref="EndLine"/>.</summary>
    public void Begin(HeaderName name)
    {
        Require(name != HeaderName.Other, "A header without a known name is written by its bytes.", nameof(name));
        Put(_compact ? name.ToCompactBytes() : name.ToBytes());
        Put(": "u8);
    }

    /// <summary>A piece of the open line; CR and LF become spaces.</summary>
    public void Append(scoped ReadOnlySpan<byte> piece)
    {
        var start = _at;
        Put(piece);
        var written = _bytes[start.._at];
        if (written.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            written.Replace((byte)'\r', (byte)' ');
            written.Replace((byte)'\n', (byte)' ');
        }
    }

    public void Append(long number) => Put(number);

    /// <summary>A piece of text as UTF-8; CR and LF become spaces.</summary>
    public void Append(scoped ReadOnlySpan<char> piece)
    {
        Reserve(System.Text.Encoding.UTF8.GetMaxByteCount(piece.Length));
        var length = System.Text.Encoding.UTF8.GetBytes(piece, _bytes[_at..]);
        var written = _bytes.Slice(_at, length);
        written.Replace((byte)'\r', (byte)' ');
        written.Replace((byte)'\n', (byte)' ');
        _at += length;
    }

    /// <summary>A piece in quotes, with quotes and backslashes escaped (RFC 3261 25.1 quoted-string).</summary>
    public void AppendQuoted(scoped ReadOnlySpan<byte> piece)
    {
        Put((byte)'"');
        while (!piece.IsEmpty)
        {
            var special = piece.IndexOfAny((byte)'"', (byte)'\\');
            if (special < 0)
            {
                Append(piece);
                break;
            }
            Append(piece[..special]);
            Put((byte)'\\');
            Put(piece[special]);
            piece = piece[(special + 1)..];
        }
        Put((byte)'"');
    }

    /// <summary>A URI: bytes that would end it or its line (controls, space, quotes, angle brackets) are escaped as %HH.</summary>
    public void AppendUri(scoped ReadOnlySpan<byte> uri)
    {
        if (uri.IndexOfAnyInRange((byte)0, (byte)' ') < 0 && uri.IndexOfAny((byte)'<', (byte)'>', (byte)'"') < 0)
        {
            Put(uri);
            return;
        }
        foreach (var b in uri)
        {
            if (b is <= (byte)' ' or (byte)'<' or (byte)'>' or (byte)'"')
            {
                Put((byte)'%');
                Put("0123456789ABCDEF"u8[b >> 4]);
                Put("0123456789ABCDEF"u8[b & 15]);
            }
            else
            {
                Put(b);
            }
        }
    }

    public void EndLine() => Put("\r\n"u8);

    /// <summary>Whole lines that are known to be well-formed, with their line ends, as they are. Never for what came from outside.</summary>
    public void Raw(scoped ReadOnlySpan<byte> lines) => Put(lines);

    /// <summary>Content-Type, Content-Length, the empty line and the body: the message is complete.</summary>
    public void Body(scoped ReadOnlySpan<byte> contentType, scoped ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            NoBody();
            return;
        }
        Header(HeaderName.ContentType, contentType);
        Begin(HeaderName.ContentLength);
        Put(body.Length);
        Put("\r\n\r\n"u8);
        Put(body);
        Finish();
    }

    /// <summary>Content-Length 0 and the empty line: the message is complete.</summary>
    public void NoBody()
    {
        Begin(HeaderName.ContentLength);
        Put("0\r\n\r\n"u8);
        Finish();
    }

    private readonly void Finish() => _buffer.Length = _at;

    private static void Require(bool condition, string what, string parameter)
    {
        if (!condition)
        {
            throw new ArgumentException(what, parameter);
        }
    }

    private void Put(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - _at)
        {
            Reserve(bytes.Length);
        }
        bytes.CopyTo(_bytes[_at..]);
        _at += bytes.Length;
    }

    private void Put(byte value)
    {
        if (_at == _bytes.Length)
        {
            Reserve(1);
        }
        _bytes[_at++] = value;
    }

    private void Put(long number)
    {
        Reserve(20);
        _at += SipText.Format(number, _bytes[_at..]);
    }

    private void Reserve(int bytes)
    {
        if (bytes > _bytes.Length - _at)
        {
            _buffer.Grow(_at + bytes);
            _bytes = _buffer.Bytes;
        }
    }
}
