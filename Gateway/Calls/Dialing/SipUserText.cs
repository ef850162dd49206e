using System.Globalization;
using System.Text;

namespace Telephony.Calls.Dialing;

/// <summary>The user part of a SIP URI and plain text (RFC 3261 25.1: unreserved and user-unreserved stay, the rest is %HH).</summary>
internal static class SipUserText
{
    private const string Plain = "-_.!~*'()&=+$,;?/";

    public static string Escape(string user)
    {
        foreach (var c in user)
        {
            if (!IsPlain(c)) return EscapeAll(user);
        }
        return user;
    }

    public static string Unescape(ReadOnlySpan<byte> user)
    {
        if (!user.Contains((byte)'%')) return Encoding.UTF8.GetString(user);
        Span<byte> plain = user.Length <= 256 ? stackalloc byte[user.Length] : new byte[user.Length];
        var length = 0;
        for (var i = 0; i < user.Length; i++)
        {
            if (user[i] == '%' && i + 2 < user.Length && byte.TryParse(user.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                plain[length++] = value;
                i += 2;
            }
            else
            {
                plain[length++] = user[i];
            }
        }
        return Encoding.UTF8.GetString(plain[..length]);
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal);

    private static string EscapeAll(string user)
    {
        var text = new StringBuilder(user.Length + 8);
        foreach (var b in Encoding.UTF8.GetBytes(user))
        {
            if (b < 0x80 && IsPlain((char)b)) text.Append((char)b);
            else text.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
