namespace Telephony.Domain.Records;

/// <summary>
/// Takes secrets out of a raw SIP message that is to be kept: what follows the scheme in Authorization, Proxy-Authorization, WWW-Authenticate,
/// Proxy-Authenticate and (Proxy-)Authentication-Info (RFC 3261 20, RFC 8760), and the keys of SDES in SDP (RFC 4568).
/// Masking keeps every length, so that Content-Length stays true and a capture still decodes. Any input is taken; nothing is thrown.
/// </summary>
public static class LadderScrubber
{
    private const byte Mask = (byte)'*';

    public static void Scrub(Span<byte> message)
    {
        var lines = new HeaderLines(message);
        while (lines.MoveNext())
        {
            var header = message[lines.Current];
            if (HoldsCredentials(header)) MaskAfterScheme(header);
        }

        MaskKeys(message[Math.Min(lines.BodyAt, message.Length)..]);
    }

    private static bool HoldsCredentials(ReadOnlySpan<byte> header) => (header[0] | 0x20) switch
    {
        'a' => HeaderLines.IsNamed(header, "Authorization"u8) || HeaderLines.IsNamed(header, "Authentication-Info"u8),
        'p' => HeaderLines.IsNamed(header, "Proxy-Authorization"u8) || HeaderLines.IsNamed(header, "Proxy-Authenticate"u8)
            || HeaderLines.IsNamed(header, "Proxy-Authentication-Info"u8),
        'w' => HeaderLines.IsNamed(header, "WWW-Authenticate"u8),
        _ => false,
    };

    // "Authorization: Digest username=…" keeps "Digest"; Authentication-Info has no scheme and loses everything.
    private static void MaskAfterScheme(Span<byte> header)
    {
        var at = header.IndexOf((byte)':') + 1;
        while (at < header.Length && header[at] is (byte)' ' or (byte)'\t') at++;
        var word = at;
        while (word < header.Length && char.IsAsciiLetterOrDigit((char)header[word])) word++;
        if (word < header.Length && header[word] is (byte)' ' or (byte)'\t') at = word;
        MaskVisible(header[at..]);
    }

    private static void MaskKeys(Span<byte> body)
    {
        while (true)
        {
            var at = IndexOfKey(body);
            if (at < 0) return;
            body = body[at..];
            var end = body.IndexOfAny((byte)'\r', (byte)'\n', (byte)';');
            var key = end < 0 ? body : body[..end];
            MaskVisible(key);
            body = body[key.Length..];
        }
    }

    /// <summary>Behind the next <c>inline:</c>, whose case is the peer's choice (RFC 4568 9.2 by RFC 5234 2.3); -1 when there is none.</summary>
    private static int IndexOfKey(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> word = "inline:"u8;
        for (var at = 0; at + word.Length <= body.Length; at++)
        {
            var next = body[at..].IndexOfAny((byte)'i', (byte)'I');
            if (next < 0) return -1;
            at += next;
            if (at + word.Length <= body.Length && System.Text.Ascii.EqualsIgnoreCase(body.Slice(at, word.Length), word)) return at + word.Length;
        }
        return -1;
    }

    private static void MaskVisible(Span<byte> text)
    {
        foreach (ref var character in text)
        {
            if (character > ' ') character = Mask;
        }
    }
}
