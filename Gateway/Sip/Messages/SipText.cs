using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Telephony.Sip.Messages;

/// <summary>Tokens, white space, quotes and numbers of RFC 3261 25.1, over bytes.</summary>
public static class SipText
{
    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~"u8);

    /// <summary>Whether it is a <c>token</c>: at least one byte, all of the token alphabet.</summary>
    public static bool IsToken(ReadOnlySpan<byte> text) => text.Length > 0 && !text.ContainsAnyExcept(TokenBytes);

    /// <summary>Without spaces, tabs and folds at both ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }
        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }
        return text[start..end];
    }

    /// <summary>ASCII comparison without regard to case.</summary>
    public static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.Length == b.Length && (a.SequenceEqual(b) || Ascii.EqualsIgnoreCase(a, b));

    /// <summary>Reads decimal digits only (no sign, no blanks); false if empty, not a number or above <paramref name="max"/>.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, uint max, out uint number)
    {
        number = 0;
        if (text.IsEmpty)
        {
            return false;
        }
        ulong sum = 0;
        foreach (var b in text)
        {
            var digit = (uint)(b - '0');
            if (digit > 9)
            {
                return false;
            }
            sum = (sum * 10) + digit;
            if (sum > max)
            {
                return false;
            }
        }
        number = (uint)sum;
        return true;
    }

    /// <summary>What stands between the quotes, still escaped; the text itself if it is not quoted.</summary>
    public static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> text) =>
        text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : text;

    /// <summary>Resolves <c>\x</c> of a quoted string into <paramref name="into"/> (at least as long); returns the bytes written.</summary>
    public static int Unescape(ReadOnlySpan<byte> quoted, Span<byte> into)
    {
        var written = 0;
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\' && i + 1 < quoted.Length)
            {
                i++;
            }
            into[written++] = quoted[i];
        }
        return written;
    }

    /// <summary>UTF-8 text for people: logs, records. Bytes that are not UTF-8 become U+FFFD.</summary>
    public static string ToText(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    internal static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    internal static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && IsSpace(text[at]))
        {
            at++;
        }
        return at;
    }

    /// <summary>The place behind the closing quote of the string that opens at <paramref name="at"/>; -1 if it does not close.</summary>
    internal static int SkipQuoted(ReadOnlySpan<byte> text, int at)
    {
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i + 1;
            }
        }
        return -1;
    }

    internal static int Format(long number, Span<byte> into)
    {
        Utf8Formatter.TryFormat(number, into, out var written);
        return written;
    }
}
