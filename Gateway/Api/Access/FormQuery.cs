using System.Text;

namespace Telephony.Api.Access;

/// <summary>
/// A query as browsers' URLSearchParams write it (WHATWG URL 5.1 and 5.2). The JavaScript clients sign this form and send another: a sent <c>%20</c> is signed
/// as <c>+</c>, <c>~</c> as <c>%7E</c>, and <c>!'()</c> percent-encoded.
/// </summary>
internal static class FormQuery
{
    private const string Hex = "0123456789ABCDEF";

    /// <param name="query">Without the question mark.</param>
    public static string Canonical(ReadOnlySpan<char> query)
    {
        var text = new StringBuilder(query.Length + 16);
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty) continue;
            var equals = pair.IndexOf('=');
            if (text.Length > 0) text.Append('&');
            Write(text, equals < 0 ? pair : pair[..equals]);
            text.Append('=');
            if (equals >= 0) Write(text, pair[(equals + 1)..]);
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, ReadOnlySpan<char> encoded)
    {
        var bytes = Decode(encoded);
        // Bytes that are no UTF-8 become U+FFFD, as they do in a browser.
        foreach (var b in Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'*' or (byte)'-' or (byte)'.' or (byte)'_') text.Append((char)b);
            else if (b == ' ') text.Append('+');
            else text.Append('%').Append(Hex[b >> 4]).Append(Hex[b & 15]);
        }
    }

    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<char> encoded)
    {
        var raw = new byte[Encoding.UTF8.GetByteCount(encoded)];
        Encoding.UTF8.GetBytes(encoded, raw);
        var length = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '+') raw[length++] = (byte)' ';
            else if (raw[i] == '%' && i + 2 < raw.Length && char.IsAsciiHexDigit((char)raw[i + 1]) && char.IsAsciiHexDigit((char)raw[i + 2]))
            {
                raw[length++] = (byte)((Value(raw[i + 1]) << 4) | Value(raw[i + 2]));
                i += 2;
            }
            else raw[length++] = raw[i];
        }
        return raw.AsSpan(0, length);
    }

    private static int Value(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
