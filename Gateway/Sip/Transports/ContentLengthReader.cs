namespace Telephony.Sip.Transports;

/// <summary>Finds Content-Length in a header block (RFC 3261 20.14): long or compact name, any case, folded, white space before the colon.</summary>
internal static class ContentLengthReader
{
    /// <param name="head">From the start line to the empty line, both included.</param>
    /// <returns>The fault, or null with the length.</returns>
    public static FramingFault? Read(ReadOnlySpan<byte> head, out int length)
    {
        length = -1;
        for (var at = NextLine(head, 0); at < head.Length; at = NextLine(head, at))
        {
            var value = ValueAt(head[at..]);
            if (value.IsEmpty) continue;
            if (!TryReadNumber(value, out var number) || (length >= 0 && number != length)) return FramingFault.BadContentLength;
            length = number;
        }
        return length < 0 ? FramingFault.MissingContentLength : null;
    }

    private static int NextLine(ReadOnlySpan<byte> head, int from)
    {
        var end = head[from..].IndexOf("\r\n"u8);
        return end < 0 ? head.Length : from + end + 2;
    }

    /// <summary>From behind the colon on when the line is a Content-Length, else empty.</summary>
    private static ReadOnlySpan<byte> ValueAt(ReadOnlySpan<byte> line)
    {
        var name = (line[0] | 0x20) switch
        {
            'l' => 1,
            'c' when line.Length >= 14 && EqualsLower(line[..14], "content-length"u8) => 14,
            _ => 0,
        };
        if (name == 0) return default;
        var at = name;
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t') at++;
        return at < line.Length && line[at] == ':' ? line[(at + 1)..] : default;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> value, out int number)
    {
        number = 0;
        var at = SkipWhite(value, 0);
        var digits = at;
        for (; at < value.Length && value[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            if (number > 100_000_000) return false;
            number = (number * 10) + value[at] - '0';
        }
        if (at == digits) return false;
        at = SkipWhite(value, at);
        return value[at..].StartsWith("\r\n"u8);
    }

    /// <summary>Spaces, tabs, and line ends that a space or tab follows (folding).</summary>
    private static int SkipWhite(ReadOnlySpan<byte> value, int at)
    {
        while (at < value.Length)
        {
            if (value[at] is (byte)' ' or (byte)'\t') at++;
            else if (at + 2 < value.Length && value[at] == '\r' && value[at + 1] == '\n' && value[at + 2] is (byte)' ' or (byte)'\t') at += 3;
            else break;
        }
        return at;
    }

    private static bool EqualsLower(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        for (var i = 0; i < lower.Length; i++)
        {
            if ((text[i] | (text[i] is >= (byte)'A' and <= (byte)'Z' ? 0x20 : 0)) != lower[i]) return false;
        }
        return true;
    }
}
