using Telephony.Sip.Messages;

namespace Telephony.Sip.Parsing;

/// <summary>What a stream holds at its front.</summary>
public enum SipParseResult : byte
{
    /// <summary>A whole message, and how many bytes it took.</summary>
    Complete,

    /// <summary>The start of one; nothing was consumed.</summary>
    Incomplete,

    /// <summary>Something else. What was consumed, if anything, can be skipped; if nothing was, the framing is lost and the connection with it.</summary>
    Invalid,
}

/// <summary>
/// Bytes to <see cref="SipMessage"/>. Checked at once: start line, line ends, the headers that every message must carry and those
/// needed to route it (RFC 3261 8.1.1), Content-Length against the body. The rest is looked at when somebody asks. Never throws, and
/// allocates only when the message outgrows the scratch object.
/// </summary>
public static class SipParser
{
    /// <summary>
    /// Reads one datagram into <paramref name="into"/> (its bytes are copied, so the buffer may be reused at once). When it returns
    /// false, <paramref name="into"/> exposes what was found: if <see cref="SipRejection.CanAnswer"/>, enough to write the response from.
    /// Bytes behind the body are cut off (RFC 3261 18.3); without Content-Length the body goes to the end.
    /// </summary>
    public static bool TryParseDatagram(ReadOnlySpan<byte> datagram, SipMessage into, out SipRejection why)
    {
        var skipped = LeadingLineEnds(datagram);
        var text = datagram[skipped..];
        var fits = text.Length <= SipLimits.MessageBytes;
        into.Load(fits ? text : text[..SipLimits.MessageBytes]);
        var fault = new FaultNote();
        if (text.IsEmpty)
        {
            fault.Note(SipFault.Empty, 0);
        }
        else
        {
            if (!fits)
            {
                fault.Note(SipFault.TooLarge, SipLimits.MessageBytes);
            }
            HeadReader.Read(into, ref fault);
            FitBody(into, ref fault);
        }
        why = fault.Rejection(into);
        return why.Fault == SipFault.None;
    }

    /// <summary>
    /// Looks at the front of a stream's bytes. Line ends before the start line are skipped (RFC 3261 7.5). A message without
    /// Content-Length has no body here. For <see cref="SipParseResult.Invalid"/> see <paramref name="why"/>; after
    /// <see cref="SipParseResult.Incomplete"/> the content of <paramref name="into"/> means nothing.
    /// </summary>
    public static SipParseResult TryParse(ReadOnlySpan<byte> stream, SipMessage into, out SipRejection why, out int consumed)
    {
        why = default;
        consumed = 0;
        var skipped = LeadingLineEnds(stream);
        var text = stream[skipped..];
        var end = text.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return Unfinished(text, into, out why);
        }
        var fault = new FaultNote();
        var head = end + 4;
        if (head > SipLimits.MessageBytes)
        {
            return Unfinished(text, into, out why);
        }
        into.Load(text[..head]);
        HeadReader.Read(into, ref fault);
        var body = Math.Max(0, into.ContentLength);
        if (head + body > SipLimits.MessageBytes)
        {
            fault.NoteFirst(SipFault.TooLarge, head);
        }
        if (fault.Fault is SipFault.BadContentLength or SipFault.TooLarge or SipFault.NotSip)
        {
            why = fault.Rejection(into);
            return SipParseResult.Invalid;
        }
        if (text.Length - head < body)
        {
            return SipParseResult.Incomplete;
        }
        into.Append(text.Slice(head, body));
        consumed = skipped + head + body;
        why = fault.Rejection(into);
        return why.Fault == SipFault.None ? SipParseResult.Complete : SipParseResult.Invalid;
    }

    private static SipParseResult Unfinished(ReadOnlySpan<byte> text, SipMessage into, out SipRejection why)
    {
        why = default;
        var line = text.IndexOf((byte)'\n');
        if (line >= 0 && text[..line].IndexOf("SIP/"u8) < 0)
        {
            into.Load(default);
            why = new SipRejection(SipFault.NotSip, 0);
            return SipParseResult.Invalid;
        }
        if (text.Length >= SipLimits.MessageBytes)
        {
            into.Load(default);
            why = new SipRejection(SipFault.TooLarge, SipLimits.MessageBytes);
            return SipParseResult.Invalid;
        }
        return SipParseResult.Incomplete;
    }

    private static void FitBody(SipMessage message, ref FaultNote fault)
    {
        var there = message.Length - message.BodyStart;
        if (message.ContentLength > there)
        {
            fault.Note(SipFault.BodyTruncated, message.BodyStart);
        }
        else if (message.ContentLength >= 0)
        {
            message.Truncate(message.BodyStart + message.ContentLength);
        }
    }

    private static int LeadingLineEnds(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && text[at] is (byte)'\r' or (byte)'\n')
        {
            at++;
        }
        return at;
    }
}
