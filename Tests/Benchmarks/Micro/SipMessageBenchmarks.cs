using System.Text;
using BenchmarkDotNet.Attributes;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Telephony.Sip.Writing;

namespace Telephony.Benchmarks.Micro;

/// <summary>One 1.1 kB INVITE with 16 header lines: parsed, parsed and answered. The aim for parsing is 0.5 us and no allocation.</summary>
[MemoryDiagnoser]
public class SipMessageBenchmarks
{
    private const string Body =
        "v=0\r\no=- 1420113186 1420113186 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8 0 18 101\r\n"
        + "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\na=rtpmap:101 telephone-event/8000\r\n"
        + "a=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\na=rtcp:6001 IN IP4 192.0.2.1\r\na=silenceSupp:off - - - -\r\n";

    private static readonly byte[] Invite = Encoding.ASCII.GetBytes(
        "INVITE sip:+14255550100@gw.example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds;rport\r\n"
        + "From: \"Alice\" <sip:alice@a.example.com>;tag=1928301774\r\nTo: <sip:+14255550100@gw.example.com>\r\nCall-ID: a84b4c76e66710\r\n"
        + "CSeq: 314159 INVITE\r\nMax-Forwards: 70\r\nRecord-Route: <sip:edge1.a.example.com;transport=udp;lr>\r\n"
        + "Contact: <sip:alice@192.0.2.1:5060;transport=udp>\r\nAllow: INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY\r\n"
        + "Supported: timer, 100rel, replaces\r\nSession-Expires: 1800;refresher=uac\r\nMin-SE: 90\r\nUser-Agent: Example SBC/v.7.40A.250.609 (build 7731)\r\n"
        + "P-Asserted-Identity: \"Alice\" <sip:+14255550111@a.example.com;user=phone>\r\nContent-Type: application/sdp\r\n"
        + $"Content-Length: {Body.Length}\r\n\r\n" + Body);

    private readonly SipMessage _message = new();
    private readonly SipBuffer _buffer = new();
    private readonly SipRandom _random = new();

    [Benchmark]
    public bool Parse() => SipParser.TryParseDatagram(Invite, _message, out _);

    [Benchmark]
    public int ParseAndAnswer()
    {
        _ = SipParser.TryParseDatagram(Invite, _message, out _);
        Span<byte> tag = stackalloc byte[SipIdentifiers.TagLength];
        _random.WriteTag(tag);
        var writer = new SipWriter(_buffer);
        writer.StatusLine(200);
        writer.Copy(_message, HeaderName.Via);
        writer.Copy(_message, HeaderName.RecordRoute);
        writer.Copy(_message, HeaderName.From);
        writer.Begin(HeaderName.To);
        writer.Append(_message.To);
        writer.Append(";tag="u8);
        writer.Append(tag);
        writer.EndLine();
        writer.Copy(_message, HeaderName.CallId);
        writer.Copy(_message, HeaderName.CSeq);
        writer.Header(HeaderName.Contact, "<sip:192.0.2.9:5060>"u8);
        writer.Body("application/sdp"u8, _message.Body);
        return writer.Written.Length;
    }
}
