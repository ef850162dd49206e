namespace Telephony.Sip.Messages;

/// <summary>
/// Walks <c>;name=value;name="quoted"</c>, with or without white space around. Nothing is copied: a quoted value keeps its quotes
/// (see <see cref="SipText.Unquote"/>). Empty parameters (<c>;;</c>) are skipped and remembered.
/// </summary>
public ref struct ParamReader(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at = 0;

    public ReadOnlySpan<byte> Name { get; private set; } = default;

    /// <summary>Empty without <c>=</c>.</summary>
    public ReadOnlySpan<byte> Value { get; private set; } = default;

    /// <summary>Whether an empty parameter or an unterminated quote was met so far.</summary>
    public bool Malformed { get; private set; } = false;

    /// <summary>Whether a quoted value without an end was met so far.</summary>
    public bool UnterminatedQuote { get; private set; } = false;

    public readonly ParamReader GetEnumerator() => this;

    public readonly ParamReader Current => this;

    public bool MoveNext()
    {
        while (true)
        {
            _at = SipText.SkipSpace(_text, _at);
            if (_at < _text.Length && _text[_at] == ';')
            {
                _at = SipText.SkipSpace(_text, _at + 1);
            }
            if (_at >= _text.Length)
            {
                return false;
            }
            var start = _at;
            while (_at < _text.Length && _text[_at] is not ((byte)';' or (byte)'='))
            {
                _at++;
            }
            Name = SipText.Trim(_text[start.._at]);
            Value = default;
            if (_at < _text.Length && _text[_at] == '=')
            {
                ReadValue();
            }
            if (Name.Length > 0)
            {
                return true;
            }
            Malformed = true;
        }
    }

    /// <summary>The first parameter of that name in <paramref name="text"/>; the value is empty for a bare name.</summary>
    public static bool TryGet(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var reader = new ParamReader(text);
        while (reader.MoveNext())
        {
            if (SipText.Same(reader.Name, name))
            {
                value = reader.Value;
                return true;
            }
        }
        value = default;
        return false;
    }

    private void ReadValue()
    {
        var start = SipText.SkipSpace(_text, _at + 1);
        if (start < _text.Length && _text[start] == '"')
        {
            var end = SipText.SkipQuoted(_text, start);
            Malformed |= end < 0;
            UnterminatedQuote |= end < 0;
            _at = end < 0 ? _text.Length : end;
        }
        else
        {
            _at = start;
        }
        var rest = _text[_at..].IndexOf((byte)';');
        _at = rest < 0 ? _text.Length : _at + rest;
        Value = SipText.Trim(_text[start.._at]);
    }
}
