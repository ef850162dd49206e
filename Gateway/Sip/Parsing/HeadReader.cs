using Telephony.Sip.Messages;

namespace Telephony.Sip.Parsing;

/// <summary>Start line and header lines: cuts them, unfolds them in place, indexes them, then has the needed ones checked.</summary>
internal static class HeadReader
{
    public static void Read(SipMessage message, ref FaultNote fault)
    {
        var bytes = message.Bytes;
        var next = EndOfLine(bytes, 0, out var end, ref fault);
        StartLineReader.Read(message, bytes[..end], ref fault);
        if (fault.Fault == SipFault.NotSip)
        {
            message.BodyStart = bytes.Length;
            return;
        }
        message.BodyStart = ReadLines(message, bytes, next, ref fault);
        MandatoryHeaders.Check(message, ref fault);
    }

    private static int ReadLines(SipMessage message, Span<byte> bytes, int at, ref FaultNote fault)
    {
        while (at < bytes.Length)
        {
            var next = EndOfLine(bytes, at, out var end, ref fault);
            if (end == at)
            {
                return next;
            }
            while (next < bytes.Length && bytes[next] is (byte)' ' or (byte)'\t')
            {
                bytes[end..next].Fill((byte)' ');   // a fold is white space like any other (RFC 3261 7.3.1)
                next = EndOfLine(bytes, next, out end, ref fault);
            }
            ReadLine(message, bytes[at..end], at, ref fault);
            at = next;
        }
        fault.Note(SipFault.HeadersNotEnded, bytes.Length);
        return bytes.Length;
    }

    private static void ReadLine(SipMessage message, ReadOnlySpan<byte> line, int at, ref FaultNote fault)
    {
        var colon = line.IndexOf((byte)':');
        var nameEnd = colon;
        while (nameEnd > 0 && line[nameEnd - 1] is (byte)' ' or (byte)'\t')
        {
            nameEnd--;
        }
        if (nameEnd <= 0)
        {
            fault.Note(SipFault.BadHeaderLine, at);
            return;
        }
        var nameBytes = line[..nameEnd];
        var name = HeaderNames.Find(nameBytes);
        if (name == HeaderName.Other && !SipText.IsToken(nameBytes))
        {
            fault.Note(SipFault.BadHeaderLine, at);
            return;
        }
        int start = colon + 1, end = line.Length;
        while (start < end && line[start] is (byte)' ' or (byte)'\t')
        {
            start++;
        }
        while (end > start && line[end - 1] is (byte)' ' or (byte)'\t')
        {
            end--;
        }
        if (MandatoryHeaders.IsSingle(name) && message.Has(name))
        {
            fault.Note(SipFault.DuplicateHeader, at);
        }
        if (!message.Add(name, Slot.At(at, nameEnd), Slot.At(at + start, end - start)))
        {
            fault.Note(SipFault.TooManyHeaders, at);
        }
    }

    /// <summary>Returns where the next line starts. A lone CR or LF ends the line too, but is noted: passed on, it would be a line of its own to somebody else.</summary>
    private static int EndOfLine(ReadOnlySpan<byte> bytes, int at, out int end, ref FaultNote fault)
    {
        var length = bytes[at..].IndexOfAny((byte)'\r', (byte)'\n');
        if (length < 0)
        {
            fault.Note(SipFault.HeadersNotEnded, bytes.Length);
            return end = bytes.Length;
        }
        end = at + length;
        if (bytes[end] == '\r' && end + 1 < bytes.Length && bytes[end + 1] == '\n')
        {
            return end + 2;
        }
        fault.Note(SipFault.BadLineEnd, end);
        return end + 1;
    }
}
