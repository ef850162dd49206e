using Telephony.Sip.Messages;

namespace Telephony.Sip.Authentication;

/// <summary><c>Digest name=value, name="quoted", …</c> (RFC 3261 25.1 challenge and credentials). Quoted values lose their quotes, escapes stay.</summary>
internal ref struct AuthParamReader
{
    private ReadOnlySpan<byte> _rest;

    private AuthParamReader(ReadOnlySpan<byte> rest)
    {
        _rest = rest;
    }

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>False if the scheme is not Digest.</summary>
    public static bool TryStart(ReadOnlySpan<byte> value, out AuthParamReader reader)
    {
        value = SipText.Trim(value);
        var isDigest = value.Length > 7 && SipText.Same(value[..6], "Digest"u8) && SipText.IsSpace(value[6]);
        reader = new AuthParamReader(isDigest ? value[7..] : default);
        return isDigest;
    }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = EndOfParam(_rest);
            var param = SipText.Trim(_rest[..end]);
            _rest = end < _rest.Length ? _rest[(end + 1)..] : default;
            var equals = param.IndexOf((byte)'=');
            if (equals > 0)
            {
                Name = SipText.Trim(param[..equals]);
                Value = SipText.Unquote(SipText.Trim(param[(equals + 1)..]));
                return true;
            }
        }
        return false;
    }

    private static int EndOfParam(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == ',')
            {
                return at;
            }
            if (text[at] == '"')
            {
                var end = SipText.SkipQuoted(text, at);
                if (end < 0)
                {
                    return text.Length;
                }
                at = end - 1;
            }
        }
        return text.Length;
    }
}
