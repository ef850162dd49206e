using System.Buffers;

namespace Telephony.Sip.Messages;

/// <summary>The schemes that are treated apart; any other keeps its bytes.</summary>
public enum SipUriScheme : byte
{
    Other,
    Sip,
    Sips,
    Tel,
}

/// <summary>
/// A SIP, SIPS (RFC 3261 19.1) or tel (RFC 3966) URI, or any other absolute URI, as a view: parts are raw bytes, still escaped.
/// Of a tel URI <see cref="User"/> is the subscriber number. Of other schemes <see cref="User"/> is all behind the colon.
/// </summary>
public readonly ref struct SipUriView
{
    /// <summary>Controls, space and what delimits a URI in text.</summary>
    private static readonly SearchValues<byte> Outside = SearchValues.Create(
        [.. Enumerable.Range(0, 33).Select(b => (byte)b), (byte)'<', (byte)'>', (byte)'"']);

    private SipUriView(ReadOnlySpan<byte> raw, SipUriScheme scheme, ReadOnlySpan<byte> schemeBytes)
    {
        Raw = raw;
        Scheme = scheme;
        SchemeBytes = schemeBytes;
    }

    public ReadOnlySpan<byte> Raw { get; private init; }

    public SipUriScheme Scheme { get; private init; }

    public ReadOnlySpan<byte> SchemeBytes { get; private init; }

    /// <summary>Empty if there is no user part. It may hold <c>;</c> parameters of its own (RFC 3261 19.1.6).</summary>
    public ReadOnlySpan<byte> User { get; private init; }

    public ReadOnlySpan<byte> Password { get; private init; }

    /// <summary>An IPv6 address keeps its brackets. Empty for tel and other schemes.</summary>
    public ReadOnlySpan<byte> Host { get; private init; }

    /// <summary>0 if there is none.</summary>
    public int Port { get; private init; }

    /// <summary>From the first semicolon on, without <see cref="Headers"/>.</summary>
    public ReadOnlySpan<byte> Params { get; private init; }

    /// <summary>Behind the question mark: <c>name=value&amp;name=value</c>.</summary>
    public ReadOnlySpan<byte> Headers { get; private init; }

    public bool IsSip => Scheme is SipUriScheme.Sip or SipUriScheme.Sips;

    /// <summary>Whether there is an at sign, so that <see cref="User"/> counts even when it is empty.</summary>
    public bool HasUser { get; private init; }

    /// <summary>Whether the user part, its parameters aside, is digits with visual separators and perhaps a plus: a telephone number as dialled.</summary>
    public bool IsE164ish
    {
        get
        {
            var number = Number;
            if (number.Length > 0 && number[0] == '+')
            {
                number = number[1..];
            }
            var digits = 0;
            foreach (var b in number)
            {
                if (char.IsAsciiDigit((char)b))
                {
                    digits++;
                }
                else if (b is not ((byte)'-' or (byte)'.' or (byte)'(' or (byte)')'))
                {
                    return false;
                }
            }
            return digits > 0;
        }
    }

    /// <summary>The user part up to its own parameters: <c>+14255550100</c> of <c>sip:+14255550100;phone-context=x@host</c>.</summary>
    public ReadOnlySpan<byte> Number
    {
        get
        {
            var semicolon = User.IndexOf((byte)';');
            return semicolon < 0 ? User : User[..semicolon];
        }
    }

    /// <summary>A URI parameter (<c>transport</c>, <c>lr</c>, <c>user</c>, …); true also for a bare name, with an empty value.</summary>
    public bool TryGetParam(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => ParamReader.TryGet(Params, name, out value);

    public bool HasParam(ReadOnlySpan<byte> name) => ParamReader.TryGet(Params, name, out _);

    /// <summary>False if it is not a URI, or is a SIP URI without a proper host or port. Unknown schemes are accepted.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out SipUriView uri)
    {
        uri = default;
        var colon = text.IndexOf((byte)':');
        if (colon <= 0)
        {
            return false;
        }
        var scheme = SchemeOf(text[..colon]);
        if (scheme == SipUriScheme.Other && !IsScheme(text[..colon]))
        {
            return false;
        }
        var rest = text[(colon + 1)..];
        if (rest.IsEmpty || HasControlOrSpace(rest))
        {
            return false;
        }
        var start = new SipUriView(text, scheme, text[..colon]);
        return scheme switch
        {
            SipUriScheme.Sip or SipUriScheme.Sips => TryParseSip(start, rest, out uri),
            SipUriScheme.Tel => TryParseTel(start, rest, out uri),
            _ => TryParseOther(start, rest, out uri),
        };
    }

    private static bool TryParseSip(SipUriView start, ReadOnlySpan<byte> rest, out SipUriView uri)
    {
        uri = default;
        ReadOnlySpan<byte> user = default, password = default;
        var at = rest.IndexOf((byte)'@');
        if (at >= 0)
        {
            user = rest[..at];
            rest = rest[(at + 1)..];
            var colon = user.IndexOf((byte)':');
            if (colon >= 0)
            {
                password = user[(colon + 1)..];
                user = user[..colon];
            }
        }
        var question = rest.IndexOf((byte)'?');
        var headers = question < 0 ? default : rest[(question + 1)..];
        rest = question < 0 ? rest : rest[..question];
        var semicolon = rest.IndexOf((byte)';');
        var parameters = semicolon < 0 ? default : rest[semicolon..];
        rest = semicolon < 0 ? rest : rest[..semicolon];
        if (!TrySplitPort(rest, out var host, out var port) || (parameters.Length > SipLimits.Params && parameters.Count((byte)';') > SipLimits.Params))
        {
            return false;
        }
        uri = new SipUriView(start.Raw, start.Scheme, start.SchemeBytes)
        {
            User = user,
            HasUser = at >= 0,
            Password = password,
            Host = host,
            Port = port,
            Params = parameters,
            Headers = headers,
        };
        return true;
    }

    private static bool TryParseTel(SipUriView start, ReadOnlySpan<byte> rest, out SipUriView uri)
    {
        var semicolon = rest.IndexOf((byte)';');
        uri = new SipUriView(start.Raw, start.Scheme, start.SchemeBytes)
        {
            User = semicolon < 0 ? rest : rest[..semicolon],
            HasUser = true,
            Params = semicolon < 0 ? default : rest[semicolon..],
        };
        return uri.User.Length > 0;
    }

    private static bool TryParseOther(SipUriView start, ReadOnlySpan<byte> rest, out SipUriView uri)
    {
        uri = new SipUriView(start.Raw, start.Scheme, start.SchemeBytes) { User = rest };
        return true;
    }

    /// <summary><c>host[:port]</c>; the port is 0 if there is none.</summary>
    internal static bool TrySplitPort(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> host, out int port)
    {
        port = 0;
        host = text;
        var end = text.Length > 0 && text[0] == '[' ? text.IndexOf((byte)']') + 1 : text.IndexOf((byte)':');
        if (end > 0 && end < text.Length)
        {
            host = text[..end];
            if (text[end] != ':' || !SipText.TryNumber(text[(end + 1)..], 65535, out var number))
            {
                return false;
            }
            port = (int)number;
        }
        return HostText.IsHost(host);
    }

    private static SipUriScheme SchemeOf(ReadOnlySpan<byte> scheme) => scheme.Length switch
    {
        3 when SipText.Same(scheme, "sip"u8) => SipUriScheme.Sip,
        3 when SipText.Same(scheme, "tel"u8) => SipUriScheme.Tel,
        4 when SipText.Same(scheme, "sips"u8) => SipUriScheme.Sips,
        _ => SipUriScheme.Other,
    };

    private static bool IsScheme(ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'+' or (byte)'-' or (byte)'.'))
            {
                return false;
            }
        }
        return char.IsAsciiLetter((char)text[0]);
    }

    private static bool HasControlOrSpace(ReadOnlySpan<byte> text) => text.ContainsAny(Outside);
}
