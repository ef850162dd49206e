namespace Telephony.Sip.Messages;

/// <summary>The headers of a SIP URI (RFC 3261 19.1.1): <c>?Replaces=…&amp;Subject=…</c>, names and values escaped.</summary>
public static class UriHeaders
{
    /// <summary>More are not looked at.</summary>
    public const int Most = 16;

    /// <summary>Value of the first header of that name, unescaped; false when there is none.</summary>
    /// <param name="headers">Of <see cref="SipUriView.Headers"/>.</param>
    public static bool TryGet(ReadOnlySpan<byte> headers, HeaderName name, out byte[] value)
    {
        value = [];
        var left = Most;
        foreach (var part in headers.Split((byte)'&'))
        {
            if (left-- == 0) return false;
            if (!TrySplit(headers[part], out var written, out var escaped) || HeaderNames.Find(written) != name) continue;
            value = Unescape(escaped);
            return true;
        }
        return false;
    }

    /// <summary>How often the header stands there.</summary>
    public static int Count(ReadOnlySpan<byte> headers, HeaderName name)
    {
        var count = 0;
        foreach (var part in headers.Split((byte)'&'))
        {
            if (TrySplit(headers[part], out var written, out _) && HeaderNames.Find(written) == name) count++;
        }
        return count;
    }

    /// <summary>A URI without what stands behind its question mark.</summary>
    public static ReadOnlySpan<byte> Without(ReadOnlySpan<byte> uri)
    {
        var at = Math.Max(0, uri.IndexOf((byte)'@'));   // a user part may hold one
        var question = uri[at..].IndexOf((byte)'?');
        return question < 0 ? uri : uri[..(at + question)];
    }

    /// <summary>Escapes what may not stand in a header value of a URI (hnv-unreserved and unreserved stay).</summary>
    public static byte[] Escape(ReadOnlySpan<byte> value)
    {
        var into = new byte[value.Length * 3];
        var length = 0;
        foreach (var b in value)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || "-_.!~*'()[]/?:+$"u8.Contains(b))
            {
                into[length++] = b;
                continue;
            }
            into[length++] = (byte)'%';
            into[length++] = "0123456789ABCDEF"u8[b >> 4];
            into[length++] = "0123456789ABCDEF"u8[b & 15];
        }
        return into[..length];
    }

    private static bool TrySplit(ReadOnlySpan<byte> header, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var equals = header.IndexOf((byte)'=');
        name = equals <= 0 ? default : header[..equals];
        value = equals <= 0 ? default : header[(equals + 1)..];
        return equals > 0;
    }

    private static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        var into = new byte[text.Length];
        return into[..SipEscapes.Unescape(text, into)];
    }
}
