namespace Telephony.Sip.Messages;

/// <summary>Whether two URIs mean the same (RFC 3261 19.1.4): case counts in the user part only, an escape equals what it stands for unless that is reserved.</summary>
public static class SipUriComparer
{
    /// <summary>False also when either is not a URI. Schemes other than sip and sips are compared without regard to ASCII case, as tel asks (RFC 3966 4).</summary>
    public static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        SipUriView.TryParse(a, out var first) && SipUriView.TryParse(b, out var second) && Same(first, second);

    public static bool Same(scoped in SipUriView a, scoped in SipUriView b)
    {
        if (!a.IsSip || !b.IsSip)
        {
            return SipText.Same(a.Raw, b.Raw);
        }
        if (a.Raw.SequenceEqual(b.Raw))
        {
            return true;   // also a URI that repeats a parameter, against the rules, is itself
        }
        return a.Scheme == b.Scheme
            && a.HasUser == b.HasUser
            && SameEscaped(a.User, b.User, ignoreCase: false)
            && SameEscaped(a.Password, b.Password, ignoreCase: false)
            && SipText.Same(a.Host, b.Host)
            && a.Port == b.Port
            && ParamsOfFirstFit(a.Params, b.Params) && ParamsOfFirstFit(b.Params, a.Params)
            && HeadersOfFirstFit(a.Headers, b.Headers) && HeadersOfFirstFit(b.Headers, a.Headers);
    }

    private static bool ParamsOfFirstFit(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var reader = new ParamReader(first);
        while (reader.MoveNext())
        {
            if (ParamReader.TryGet(second, reader.Name, out var other))
            {
                if (!SameEscaped(reader.Value, other, ignoreCase: true))
                {
                    return false;
                }
            }
            else if (MustBeInBoth(reader.Name))
            {
                return false;
            }
        }
        return true;
    }

    private static bool MustBeInBoth(ReadOnlySpan<byte> name) =>
        SipText.Same(name, "transport"u8) || SipText.Same(name, "user"u8) || SipText.Same(name, "ttl"u8)
        || SipText.Same(name, "method"u8) || SipText.Same(name, "maddr"u8);

    private static bool HeadersOfFirstFit(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        foreach (var range in first.Split((byte)'&'))
        {
            var found = false;
            foreach (var other in second.Split((byte)'&'))
            {
                found |= SameHeader(first[range], second[other]);
            }
            if (!found && !first[range].IsEmpty)
            {
                return false;
            }
        }
        return true;
    }

    private static bool SameHeader(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int ofA = a.IndexOf((byte)'='), ofB = b.IndexOf((byte)'=');
        return ofA == ofB && (ofA < 0
            ? SameEscaped(a, b, ignoreCase: true)
            : SipText.Same(a[..ofA], b[..ofB]) && SameEscaped(a[ofA..], b[ofB..], ignoreCase: false));
    }

    private static bool SameEscaped(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, bool ignoreCase)
    {
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            var x = SipEscapes.Next(a, ref i, out var xReserved);
            var y = SipEscapes.Next(b, ref j, out var yReserved);
            if (ignoreCase)
            {
                x = (byte)char.ToLowerInvariant((char)x);
                y = (byte)char.ToLowerInvariant((char)y);
            }
            if (x != y || xReserved != yReserved)
            {
                return false;
            }
        }
        return i == a.Length && j == b.Length;
    }
}
