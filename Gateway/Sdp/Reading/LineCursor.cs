namespace Telephony.Sdp.Reading;

/// <summary>Walks over lines that end in CRLF, LF or CR, the last one perhaps in nothing; empty lines are passed over.</summary>
internal ref struct LineCursor(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private int _next = 0;

    /// <summary>Offset of <see cref="Line"/> in the body.</summary>
    public int Offset { get; private set; }

    public ReadOnlySpan<byte> Line { get; private set; }

    public bool MoveNext()
    {
        while (_next < _body.Length)
        {
            Offset = _next;
            var rest = _body[_next..];
            var length = rest.IndexOfAny((byte)'\r', (byte)'\n');
            Line = length < 0 ? rest : rest[..length];
            _next += length < 0 ? rest.Length : length + 1;
            if (!Line.IsEmpty) return true;
        }
        return false;
    }
}
