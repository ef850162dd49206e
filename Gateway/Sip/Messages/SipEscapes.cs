namespace Telephony.Sip.Messages;

/// <summary><c>%HH</c> of URIs (RFC 3261 25.1).</summary>
public static class SipEscapes
{
    /// <summary>Resolves escapes into <paramref name="into"/> (at least as long); returns the bytes written. A percent sign without two hex digits stays.</summary>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> into)
    {
        var written = 0;
        for (var i = 0; i < text.Length;)
        {
            into[written++] = Next(text, ref i, out _);
        }
        return written;
    }

    /// <summary>
    /// Escapes what may not stand in a user part (RFC 3261 25.1 user-unreserved) into <paramref name="into"/> (three times as long is
    /// always enough); returns the bytes written.
    /// </summary>
    public static int EscapeUser(ReadOnlySpan<byte> text, Span<byte> into)
    {
        var written = 0;
        foreach (var b in text)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || "-_.!~*'()&=+$,;?/"u8.Contains(b))
            {
                into[written++] = b;
            }
            else
            {
                into[written++] = (byte)'%';
                into[written++] = "0123456789ABCDEF"u8[b >> 4];
                into[written++] = "0123456789ABCDEF"u8[b & 15];
            }
        }
        return written;
    }

    /// <summary>The byte at <paramref name="at"/>, which moves behind it; says whether it was an escape of a reserved byte, which is not equal to the byte itself.</summary>
    internal static byte Next(ReadOnlySpan<byte> text, ref int at, out bool escapedReserved)
    {
        escapedReserved = false;
        var b = text[at++];
        if (b != '%' || at + 1 >= text.Length || !char.IsAsciiHexDigit((char)text[at]) || !char.IsAsciiHexDigit((char)text[at + 1]))
        {
            return b;
        }
        b = (byte)((Digit(text[at]) << 4) | Digit(text[at + 1]));
        at += 2;
        escapedReserved = ";/?:@&=+$,"u8.Contains(b);
        return b;
    }

    private static int Digit(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;
}
