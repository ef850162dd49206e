namespace Telephony.Sip.Parsing;

/// <summary>The one table of faults: status code and reason phrase (RFC 3261 21.4.1: the phrase should identify the problem).</summary>
public static class SipFaults
{
    public static int StatusCode(SipFault fault) => fault switch
    {
        SipFault.None => 200,
        SipFault.UnsupportedVersion => 505,
        SipFault.TooLarge => 513,
        _ => 400,
    };

    public static ReadOnlySpan<byte> Reason(SipFault fault) => fault switch
    {
        SipFault.None => "OK"u8,
        SipFault.Empty => "Empty Message"u8,
        SipFault.NotSip => "Not SIP"u8,
        SipFault.TooLarge => "Message Too Large"u8,
        SipFault.BadRequestLine => "Bad Request Line"u8,
        SipFault.BadStatusLine => "Bad Status Line"u8,
        SipFault.BadRequestUri => "Bad Request URI"u8,
        SipFault.UnsupportedVersion => "Version Not Supported"u8,
        SipFault.BadLineEnd => "Line Not Ended By CRLF"u8,
        SipFault.BadHeaderLine => "Bad Header Line"u8,
        SipFault.TooManyHeaders => "Too Many Header Fields"u8,
        SipFault.TooManyVias => "Too Many Via Header Fields"u8,
        SipFault.HeadersNotEnded => "No Empty Line Behind Header Fields"u8,
        SipFault.MissingVia => "Missing Via Header Field"u8,
        SipFault.MissingFrom => "Missing From Header Field"u8,
        SipFault.MissingTo => "Missing To Header Field"u8,
        SipFault.MissingCallId => "Missing Call-ID Header Field"u8,
        SipFault.MissingCSeq => "Missing CSeq Header Field"u8,
        SipFault.DuplicateHeader => "Repeated Header Field"u8,
        SipFault.BadVia => "Bad Via Header Field"u8,
        SipFault.BadFrom => "Bad From Header Field"u8,
        SipFault.BadTo => "Bad To Header Field"u8,
        SipFault.BadCallId => "Bad Call-ID Header Field"u8,
        SipFault.BadCSeq => "Bad CSeq Header Field"u8,
        SipFault.MethodMismatch => "CSeq Method Does Not Match"u8,
        SipFault.BadMaxForwards => "Bad Max-Forwards Header Field"u8,
        SipFault.BadContentLength => "Bad Content-Length Header Field"u8,
        SipFault.BodyTruncated => "Body Shorter Than Content-Length"u8,
        _ => "Bad Request"u8,
    };
}
