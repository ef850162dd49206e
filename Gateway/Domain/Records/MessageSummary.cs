namespace Telephony.Domain.Records;

/// <summary>The one line that stands for a SIP message in a ladder.</summary>
internal static class MessageSummary
{
    /// <summary>
    /// Writes <c>METHOD uri</c> of a request, or <c>200 OK (METHOD)</c> of a response, cut to the room in <paramref name="target"/>.
    /// Whatever is not SIP gives its first line with unprintable bytes as dots. Returns the bytes written.
    /// </summary>
    public static int Write(ReadOnlySpan<byte> raw, Span<byte> target)
    {
        var end = raw.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? raw : raw[..end];
        if (line.StartsWith("SIP/2.0 "u8)) return WriteResponse(line[8..], MethodOfCSeq(raw), target);
        if (line.EndsWith(" SIP/2.0"u8)) line = line[..^8];
        return Print(line, target);
    }

    private static int WriteResponse(ReadOnlySpan<byte> status, ReadOnlySpan<byte> method, Span<byte> target)
    {
        var suffix = method.IsEmpty ? 0 : method.Length + 3;
        if (suffix > target.Length / 2) { method = default; suffix = 0; }
        var length = Print(status, target[..^suffix]);
        if (suffix == 0) return length;
        target[length++] = (byte)' ';
        target[length++] = (byte)'(';
        length += Print(method, target[length..]);
        target[length++] = (byte)')';
        return length;
    }

    private static ReadOnlySpan<byte> MethodOfCSeq(ReadOnlySpan<byte> raw)
    {
        foreach (var line in new HeaderLines(raw))
        {
            var header = raw[line];
            if (!HeaderLines.IsNamed(header, "CSeq"u8)) continue;
            header = header.TrimEnd(" \t\r\n"u8);
            var space = header.LastIndexOfAny((byte)' ', (byte)'\t');
            return space < 0 ? default : header[(space + 1)..];
        }

        return default;
    }

    private static int Print(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var length = Math.Min(text.Length, target.Length);
        for (var i = 0; i < length; i++) target[i] = text[i] is >= 0x20 and < 0x7F ? text[i] : (byte)'.';
        return length;
    }
}
