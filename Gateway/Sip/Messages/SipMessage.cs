namespace Telephony.Sip.Messages;

/// <summary>
/// A SIP message: its bytes and an index of what lies where. One object is filled again and again by the parser (a loop keeps one as
/// scratch), so every span it gives out is valid until the next parse into it; <see cref="Detach"/> makes a copy to keep. Never throws for
/// what came from the wire; what is absent is empty, zero or -1. Not for two threads at once.
/// </summary>
public sealed class SipMessage
{
    private readonly byte[] _first = new byte[HeaderNames.Count];   // index + 1 of the first line of each known header
    private byte[] _bytes;
    private HeaderLine[] _headers;

    public SipMessage()
        : this(2048, 32)
    {
    }

    private SipMessage(int bytes, int headers)
    {
        _bytes = new byte[bytes];
        _headers = new HeaderLine[headers];
        Clear();
    }

    /// <summary>Start line, headers and body as received, but for two things: folds (CRLF and white space) are spaces, and what stood behind the body is cut off.</summary>
    public ReadOnlySpan<byte> Raw => _bytes.AsSpan(0, Length);

    public bool IsRequest { get; internal set; }

    /// <summary>Of a request; <see cref="SipMethod.Unknown"/> for an extension method and for responses.</summary>
    public SipMethod Method { get; internal set; }

    /// <summary>Of a request; empty for responses.</summary>
    public ReadOnlySpan<byte> MethodBytes => MethodSlot.Of(_bytes);

    /// <summary>As written; empty for responses.</summary>
    public ReadOnlySpan<byte> RequestUri => UriSlot.Of(_bytes);

    /// <summary>100 to 699; 0 for requests.</summary>
    public int StatusCode { get; internal set; }

    /// <summary>May be empty.</summary>
    public ReadOnlySpan<byte> ReasonPhrase => ReasonSlot.Of(_bytes);

    public ReadOnlySpan<byte> CallId => Header(HeaderName.CallId);

    /// <summary>The whole value of From. Its parts: <see cref="FromAddress"/>.</summary>
    public ReadOnlySpan<byte> From => Header(HeaderName.From);

    /// <summary>The whole value of To. Its parts: <see cref="ToAddress"/>.</summary>
    public ReadOnlySpan<byte> To => Header(HeaderName.To);

    public NameAddrView FromAddress => new(From, FromParts);

    public NameAddrView ToAddress => new(To, ToParts);

    public ReadOnlySpan<byte> FromTag => FromAddress.Tag;

    public ReadOnlySpan<byte> ToTag => ToAddress.Tag;

    /// <summary>0 to 2^31-1.</summary>
    public uint CSeqNumber { get; internal set; }

    public SipMethod CSeqMethod { get; internal set; }

    public ReadOnlySpan<byte> CSeqMethodBytes => CSeqMethodSlot.Of(_bytes);

    /// <summary>-1 if absent (RFC 3261 16.6 then starts from 70).</summary>
    public int MaxForwards { get; internal set; }

    /// <summary>The first Via value, which names the transaction and where the response goes.</summary>
    public ViaView TopVia => new(TopViaSlot.Of(_bytes), ViaParts);

    /// <summary>The declared value; -1 if absent.</summary>
    public int ContentLength { get; internal set; }

    public ReadOnlySpan<byte> ContentType => Header(HeaderName.ContentType);

    public ReadOnlySpan<byte> Body => _bytes.AsSpan(BodyStart, Length - BodyStart);

    public int HeaderCount { get; private set; }

    /// <summary>All header lines in order, known or not.</summary>
    public HeaderEnumerator Headers => new(this);

    /// <summary>A header line by position.</summary>
    public SipHeader this[int index]
    {
        get
        {
            ref readonly var line = ref _headers.AsSpan(0, HeaderCount)[index];
            return new SipHeader(line.Name, line.NameSlot.Of(_bytes), line.Value.Of(_bytes));
        }
    }

    internal int Length { get; private set; }

    internal int BodyStart { get; set; }

    internal Slot MethodSlot { get; set; }

    internal Slot UriSlot { get; set; }

    internal Slot ReasonSlot { get; set; }

    internal Slot CSeqMethodSlot { get; set; }

    internal Slot TopViaSlot { get; set; }

    internal ViaParts ViaParts { get; set; }

    internal NameAddrParts FromParts { get; set; }

    internal NameAddrParts ToParts { get; set; }

    internal Span<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>The whole first line of that header; empty if absent (or present and empty: see <see cref="Has"/>).</summary>
    public ReadOnlySpan<byte> Header(HeaderName name)
    {
        var index = _first[(int)name];
        return index == 0 ? default : _headers[index - 1].Value.Of(_bytes);
    }

    public bool Has(HeaderName name) => _first[(int)name] != 0;

    /// <summary>The first line of a header that has no name of its own here, found without regard to case; empty if absent.</summary>
    public ReadOnlySpan<byte> Header(ReadOnlySpan<byte> name)
    {
        var known = HeaderNames.Find(name);
        if (known != HeaderName.Other)
        {
            return Header(known);
        }
        foreach (var line in Headers)
        {
            if (line.Name == HeaderName.Other && SipText.Same(line.NameBytes, name))
            {
                return line.Value;
            }
        }
        return default;
    }

    /// <summary>The lines of one known header, each whole.</summary>
    public HeaderLines Lines(HeaderName name) => new(this, name, Has(name) ? _first[(int)name] - 1 : HeaderCount);

    /// <summary>The values of a header over all its lines, lists taken apart.</summary>
    public HeaderValues Values(HeaderName name) => new(this, name, Has(name) ? _first[(int)name] - 1 : HeaderCount);

    /// <summary>Whether a list of tokens (Allow, Supported, Require, …) holds <paramref name="token"/>, without regard to case.</summary>
    public bool Lists(HeaderName name, ReadOnlySpan<byte> token)
    {
        foreach (var value in Values(name))
        {
            if (SipText.Same(value, token))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>A copy that owns its bytes, exactly as long as the message.</summary>
    public SipMessage Detach()
    {
        var copy = new SipMessage(Length, HeaderCount);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Start line only, for logs and failures of tests.</summary>
    public override string ToString()
    {
        var end = Raw.IndexOf((byte)'\r');
        return SipText.ToText(end < 0 ? Raw : Raw[..end]);
    }

    internal HeaderName NameAt(int index) => _headers[index].Name;

    /// <summary>The first line of that header from <paramref name="index"/> on, else <see cref="HeaderCount"/>.</summary>
    internal int IndexOf(HeaderName name, int index)
    {
        var headers = _headers.AsSpan(0, HeaderCount);
        while (index < headers.Length && headers[index].Name != name)
        {
            index++;
        }
        return index;
    }

    /// <summary>Takes the bytes over and forgets the last message.</summary>
    internal void Load(ReadOnlySpan<byte> message)
    {
        Clear();
        if (_bytes.Length < message.Length)
        {
            _bytes = new byte[Math.Max(message.Length, Math.Min(_bytes.Length * 2, SipLimits.MessageBytes))];
        }
        message.CopyTo(_bytes);
        Length = message.Length;
    }

    /// <summary>Adds the body behind the head.</summary>
    internal void Append(ReadOnlySpan<byte> body)
    {
        var length = Length + body.Length;
        if (_bytes.Length < length)
        {
            Array.Resize(ref _bytes, length);
        }
        body.CopyTo(_bytes.AsSpan(Length));
        Length = length;
    }

    /// <summary>Cuts off what stands behind the body.</summary>
    internal void Truncate(int length) => Length = length;

    /// <summary>False when there are too many.</summary>
    internal bool Add(HeaderName name, Slot nameSlot, Slot value)
    {
        if (HeaderCount == _headers.Length)
        {
            if (HeaderCount >= SipLimits.Headers)
            {
                return false;
            }
            Array.Resize(ref _headers, Math.Min(Math.Max(16, HeaderCount * 2), SipLimits.Headers));
        }
        _headers[HeaderCount++] = new HeaderLine { Name = name, NameSlot = nameSlot, Value = value };
        if (_first[(int)name] == 0)
        {
            _first[(int)name] = (byte)HeaderCount;
        }
        return true;
    }

    private void Clear()
    {
        Array.Clear(_first);
        IsRequest = false;
        Method = CSeqMethod = SipMethod.Unknown;
        StatusCode = 0;
        CSeqNumber = 0;
        MaxForwards = ContentLength = -1;
        HeaderCount = Length = BodyStart = 0;
        MethodSlot = UriSlot = ReasonSlot = CSeqMethodSlot = TopViaSlot = default;
        ViaParts = default;
        FromParts = ToParts = default;
    }

    private void CopyTo(SipMessage copy)
    {
        Raw.CopyTo(copy._bytes);
        _headers.AsSpan(0, HeaderCount).CopyTo(copy._headers);
        _first.CopyTo(copy._first, 0);
        copy.Length = Length;
        copy.HeaderCount = HeaderCount;
        copy.BodyStart = BodyStart;
        copy.IsRequest = IsRequest;
        copy.Method = Method;
        copy.MethodSlot = MethodSlot;
        copy.UriSlot = UriSlot;
        copy.StatusCode = StatusCode;
        copy.ReasonSlot = ReasonSlot;
        copy.CSeqNumber = CSeqNumber;
        copy.CSeqMethod = CSeqMethod;
        copy.CSeqMethodSlot = CSeqMethodSlot;
        copy.MaxForwards = MaxForwards;
        copy.ContentLength = ContentLength;
        copy.TopViaSlot = TopViaSlot;
        copy.ViaParts = ViaParts;
        copy.FromParts = FromParts;
        copy.ToParts = ToParts;
    }
}
