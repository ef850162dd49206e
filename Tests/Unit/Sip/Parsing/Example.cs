using System.Text;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Sip.Parsing;

/// <summary>A valid request to vary.</summary>
internal static class Example
{
    public const string Line = "INVITE sip:+14255550100@gw.example.com SIP/2.0\r\n";
    public const string Via = "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds;rport\r\n";
    public const string From = "From: \"Alice\" <sip:alice@a.example.com>;tag=1928301774\r\n";
    public const string To = "To: <sip:+14255550100@gw.example.com>\r\n";
    public const string CallId = "Call-ID: a84b4c76e66710\r\n";
    public const string CSeq = "CSeq: 314159 INVITE\r\n";
    public const string MaxForwards = "Max-Forwards: 70\r\n";

    public const string Head = Line + Via + From + To + CallId + CSeq + MaxForwards;

    public const string Body =
        "v=0\r\no=- 1420113186 1420113186 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8 0 18 101\r\n"
        + "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\na=rtpmap:101 telephone-event/8000\r\n"
        + "a=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\na=rtcp:6001 IN IP4 192.0.2.1\r\na=silenceSupp:off - - - -\r\n";

    /// <summary>A carrier's INVITE of 1.1 kB with 16 header lines and SDP.</summary>
    public static byte[] Invite { get; } = Bytes(
        Head
        + "Record-Route: <sip:edge1.a.example.com;transport=udp;lr>\r\nContact: <sip:alice@192.0.2.1:5060;transport=udp>\r\n"
        + "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY\r\nSupported: timer, 100rel, replaces\r\n"
        + "Session-Expires: 1800;refresher=uac\r\nMin-SE: 90\r\nUser-Agent: Example SBC/v.7.40A.250.609 (build 7731)\r\n"
        + "P-Asserted-Identity: \"Alice\" <sip:+14255550111@a.example.com;user=phone>\r\nContent-Type: application/sdp\r\n"
        + $"Content-Length: {Body.Length}\r\n\r\n" + Body);

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The request with these header lines added.</summary>
    public static SipMessage Request(string headers = "", string body = "") => Parse(Head + headers + "\r\n" + body);

    /// <summary>A response to the request, with these header lines added.</summary>
    public static SipMessage Response(int status, string headers = "") => Parse($"SIP/2.0 {status} Words\r\n" + Via + From + To.Replace("\r\n", ";tag=b\r\n", StringComparison.Ordinal) + CallId + CSeq + headers + "\r\n");

    public static SipMessage Parse(string text)
    {
        var message = new SipMessage();
        Assert.True(SipParser.TryParseDatagram(Bytes(text), message, out var why), $"{why.Fault} at {why.Offset}");
        return message;
    }
}
