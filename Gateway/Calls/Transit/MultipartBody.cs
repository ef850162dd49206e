using Telephony.Sip.Messages;

namespace Telephony.Calls.Transit;

/// <summary>Finds the session description in a body: the body itself, or the first such part of a multipart body (RFC 5621, RFC 2046 5.1).</summary>
internal static class MultipartBody
{
    /// <summary>False when there is none; then <paramref name="unsupported"/> tells whether there was a body of another kind (415).</summary>
    public static bool TryFindSdp(SipMessage message, out ReadOnlySpan<byte> sdp, out bool unsupported)
    {
        sdp = default;
        unsupported = false;
        var body = message.Body;
        if (body.IsEmpty) return false;
        var type = message.ContentType;
        if (IsSdp(type))
        {
            sdp = body;
            return true;
        }
        if (StartsWithIgnoringCase(type, "multipart/"u8) && TryFindPart(body, Boundary(type), out sdp)) return true;
        unsupported = true;
        return false;
    }

    private static bool IsSdp(ReadOnlySpan<byte> type)
    {
        var end = type.IndexOf((byte)';');
        return SipText.Same(SipText.Trim(end < 0 ? type : type[..end]), "application/sdp"u8);
    }

    private static ReadOnlySpan<byte> Boundary(ReadOnlySpan<byte> type)
    {
        var at = 0;
        while (at < type.Length && !StartsWithIgnoringCase(type[at..], "boundary="u8)) at++;
        if (at == type.Length) return default;
        var value = type[(at + 9)..];
        if (value.Length > 1 && value[0] == '"')
        {
            var close = value[1..].IndexOf((byte)'"');
            return close < 0 ? default : value.Slice(1, close);
        }
        var end = value.IndexOfAny((byte)';', (byte)' ');
        return end < 0 ? value : value[..end];
    }

    private static bool TryFindPart(ReadOnlySpan<byte> body, ReadOnlySpan<byte> boundary, out ReadOnlySpan<byte> sdp)
    {
        sdp = default;
        if (boundary.IsEmpty || boundary.Length > 70) return false;
        Span<byte> delimiter = stackalloc byte[boundary.Length + 2];
        delimiter[0] = delimiter[1] = (byte)'-';
        boundary.CopyTo(delimiter[2..]);
        for (var parts = 0; parts < 16; parts++)
        {
            var start = body.IndexOf(delimiter);
            if (start < 0) return false;
            body = body[(start + delimiter.Length)..];
            var end = body.IndexOf(delimiter);
            if (end < 0) return false;
            var part = body[..end].EndsWith("\r\n"u8) ? body[..(end - 2)] : body[..end];   // the line end before a delimiter belongs to it
            var blank = part.IndexOf("\r\n\r\n"u8);
            if (blank >= 0 && HasSdpType(part[..(blank + 2)]))
            {
                sdp = part[(blank + 4)..];
                return true;
            }
        }
        return false;
    }

    private static bool HasSdpType(ReadOnlySpan<byte> head)
    {
        while (!head.IsEmpty)
        {
            var end = head.IndexOf("\r\n"u8);
            var line = end < 0 ? head : head[..end];
            head = end < 0 ? default : head[(end + 2)..];
            if (StartsWithIgnoringCase(line, "content-type:"u8)) return IsSdp(SipText.Trim(line[13..]));
        }
        return false;
    }

    private static bool StartsWithIgnoringCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) => text.Length >= start.Length && SipText.Same(text[..start.Length], start);
}
