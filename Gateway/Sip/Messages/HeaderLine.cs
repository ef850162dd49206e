namespace Telephony.Sip.Messages;

/// <summary>Where one header line lies: 12 bytes of the message's index.</summary>
internal struct HeaderLine
{
    public HeaderName Name;
    public Slot NameSlot;
    public Slot Value;
}

/// <summary>One header line of a message: a view, valid as long as the message's bytes.</summary>
public readonly ref struct SipHeader
{
    internal SipHeader(HeaderName name, ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> value)
    {
        Name = name;
        NameBytes = nameBytes;
        Value = value;
    }

    public HeaderName Name { get; }

    /// <summary>As written: in any case, perhaps the compact form.</summary>
    public ReadOnlySpan<byte> NameBytes { get; }

    /// <summary>Without white space at the ends; folds are spaces by now.</summary>
    public ReadOnlySpan<byte> Value { get; }
}

/// <summary>The lines of one header, in order.</summary>
public ref struct HeaderLines
{
    private readonly SipMessage _message;
    private readonly HeaderName _name;
    private int _index;

    internal HeaderLines(SipMessage message, HeaderName name, int first)
    {
        _message = message;
        _name = name;
        _index = first - 1;
    }

    public readonly SipHeader Current => _message[_index];

    public readonly HeaderLines GetEnumerator() => this;

    public bool MoveNext()
    {
        _index = _message.IndexOf(_name, _index + 1);
        return _index < _message.HeaderCount;
    }
}

/// <summary>All header lines in order.</summary>
public ref struct HeaderEnumerator
{
    private readonly SipMessage _message;
    private int _index;

    internal HeaderEnumerator(SipMessage message)
    {
        _message = message;
        _index = -1;
    }

    public readonly SipHeader Current => _message[_index];

    public readonly HeaderEnumerator GetEnumerator() => this;

    public bool MoveNext() => ++_index < _message.HeaderCount;
}
