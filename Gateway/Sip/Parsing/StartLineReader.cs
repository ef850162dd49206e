using Telephony.Sip.Messages;

namespace Telephony.Sip.Parsing;

/// <summary>Request-Line and Status-Line (RFC 3261 7.1, 7.2): exactly one space between the parts.</summary>
internal static class StartLineReader
{
    public static void Read(SipMessage message, ReadOnlySpan<byte> line, ref FaultNote fault)
    {
        if (line.Length >= 4 && SipText.Same(line[..4], "SIP/"u8))
        {
            ReadStatusLine(message, line, ref fault);
        }
        else
        {
            ReadRequestLine(message, line, ref fault);
        }
    }

    private static void ReadStatusLine(SipMessage message, ReadOnlySpan<byte> line, ref FaultNote fault)
    {
        if (line.Length < 8 || !SipText.Same(line[..8], "SIP/2.0 "u8))
        {
            fault.Note(line.IndexOf((byte)' ') == 7 ? SipFault.UnsupportedVersion : SipFault.BadStatusLine, 0);
            return;
        }
        if (line.Length < 11 || (line.Length > 11 && line[11] != ' ') || !SipText.TryNumber(line[8..11], 699, out var code) || code < 100)
        {
            fault.Note(SipFault.BadStatusLine, 8);
            return;
        }
        message.StatusCode = (int)code;
        message.ReasonSlot = line.Length > 12 ? Slot.At(12, line.Length - 12) : default;
    }

    private static void ReadRequestLine(SipMessage message, ReadOnlySpan<byte> line, ref FaultNote fault)
    {
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        var version = last < 0 ? default : line[(last + 1)..];
        var method = first <= 0 ? SipMethod.Unknown : SipMethods.Find(line[..first]);
        if (first <= 0 || (method == SipMethod.Unknown && !SipText.IsToken(line[..first])) || (!version.StartsWith("SIP/"u8) && line.IndexOf("SIP/"u8) < 0))
        {
            fault.Note(SipFault.NotSip, 0);
            return;
        }
        message.IsRequest = true;
        message.MethodSlot = Slot.At(0, first);
        message.Method = method;
        if (first > SipLimits.TokenBytes || last == first || version.Length < 5 || !SipText.Same(version[..4], "SIP/"u8))
        {
            fault.Note(SipFault.BadRequestLine, first);
            return;
        }
        var uri = line[(first + 1)..last];
        message.UriSlot = Slot.At(first + 1, uri.Length);
        if (!SipText.Same(version, "SIP/2.0"u8))
        {
            fault.Note(SipFault.UnsupportedVersion, last + 1);
        }
        else if (!SipUriView.TryParse(uri, out _))
        {
            fault.Note(uri.IsEmpty || uri.IndexOfAny((byte)' ', (byte)'\t') >= 0 ? SipFault.BadRequestLine : SipFault.BadRequestUri, first + 1);
        }
    }
}
