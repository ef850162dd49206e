namespace Telephony.Sip.Messages;

/// <summary>
/// The values of one header over all its lines, comma-separated ones apart (RFC 3261 7.3.1): commas in quoted strings and angle
/// brackets do not part. Headers whose grammar is not a list (credentials, dates, texts) give one value a line. Empty values are skipped.
/// </summary>
public ref struct HeaderValues
{
    private readonly SipMessage _message;
    private readonly HeaderName _name;
    private ReadOnlySpan<byte> _rest;
    private int _line;

    internal HeaderValues(SipMessage message, HeaderName name, int firstLine)
    {
        _message = message;
        _name = name;
        _line = firstLine;
        _rest = default;
        Current = default;
    }

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly HeaderValues GetEnumerator() => this;

    public bool MoveNext()
    {
        while (true)
        {
            while (!_rest.IsEmpty)
            {
                var end = _name.IsList() ? EndOfElement(_rest) : _rest.Length;
                Current = SipText.Trim(_rest[..end]);
                _rest = end < _rest.Length ? _rest[(end + 1)..] : default;
                if (!Current.IsEmpty)
                {
                    return true;
                }
            }
            if (!NextLine())
            {
                Current = default;
                return false;
            }
        }
    }

    private bool NextLine()
    {
        _line = _message.IndexOf(_name, _line);
        if (_line >= _message.HeaderCount)
        {
            return false;
        }
        _rest = _message[_line++].Value;
        return true;
    }

    /// <summary>Takes the first element of a comma-separated list off <paramref name="rest"/>, without white space at its ends.</summary>
    internal static ReadOnlySpan<byte> TakeElement(ref ReadOnlySpan<byte> rest)
    {
        var end = EndOfElement(rest);
        var element = SipText.Trim(rest[..end]);
        rest = end < rest.Length ? rest[(end + 1)..] : default;
        return element;
    }

    private static int EndOfElement(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (true)
        {
            var next = text[at..].IndexOfAny((byte)',', (byte)'"', (byte)'<');
            if (next < 0)
            {
                return text.Length;
            }
            at += next;
            if (text[at] == ',')
            {
                return at;
            }
            var end = text[at] == '"' ? SipText.SkipQuoted(text, at) : at + 1 + text[at..].IndexOf((byte)'>');
            if (end <= at)
            {
                return text.Length;   // no closing quote or bracket: the rest is one value
            }
            at = end;
        }
    }
}
