using System.Text;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Sip.Parsing;

public sealed class SipParserTests
{
    [Fact]
    public void A_request_shows_all_its_parts()
    {
        var message = new SipMessage();
        Assert.True(SipParser.TryParseDatagram(Example.Invite, message, out _));
        Assert.True(message.IsRequest);
        Assert.Equal(SipMethod.Invite, message.Method);
        Assert.Equal("sip:+14255550100@gw.example.com"u8, message.RequestUri);
        Assert.Equal("a84b4c76e66710"u8, message.CallId);
        Assert.Equal("1928301774"u8, message.FromTag);
        Assert.True(message.ToTag.IsEmpty);
        Assert.Equal((314159u, SipMethod.Invite, 70), (message.CSeqNumber, message.CSeqMethod, message.MaxForwards));
        Assert.Equal("z9hG4bK776asdhds"u8, message.TopVia.Branch);
        Assert.Equal("application/sdp"u8, message.ContentType);
        Assert.Equal(Example.Body.Length, message.Body.Length);
        Assert.Equal(16, message.HeaderCount);
        Assert.Equal("1800;refresher=uac"u8, message.Header("x"u8));
        Assert.True(message.Lists(HeaderName.Supported, "100REL"u8));
        Assert.False(message.Lists(HeaderName.Supported, "100"u8));
    }

    [Fact]
    public void A_response_shows_its_status()
    {
        var message = Example.Parse("SIP/2.0 486 Busy Here\r\n" + Example.Via + Example.From + Example.To + Example.CallId + Example.CSeq + "\r\n");
        Assert.False(message.IsRequest);
        Assert.Equal(486, message.StatusCode);
        Assert.Equal("Busy Here"u8, message.ReasonPhrase);
        Assert.Equal(SipMethod.Unknown, message.Method);
        Assert.Equal(SipMethod.Invite, message.CSeqMethod);
        Assert.Equal(-1, message.MaxForwards);
    }

    [Theory]
    [InlineData("Max-Forwards: 70\r\n", "Max-Forwards: 70\n", SipFault.BadLineEnd)]
    [InlineData("Max-Forwards: 70\r\n", "Max-Forwards: 70\rX: y\r\n", SipFault.BadLineEnd)]
    [InlineData(" SIP/2.0", " SIP/7.0", SipFault.UnsupportedVersion)]
    [InlineData("INVITE sip", "INVITE  sip", SipFault.BadRequestLine)]
    [InlineData("example.com SIP", "example.com  SIP", SipFault.BadRequestLine)]
    [InlineData("INVITE sip:+14255550100@gw.example.com SIP", "INVITE SIP", SipFault.BadRequestLine)]
    [InlineData("sip:+14255550100@gw.example.com SIP", "sip:+14255550100@ SIP", SipFault.BadRequestUri)]
    [InlineData(Example.Via, "", SipFault.MissingVia)]
    [InlineData(Example.From, "", SipFault.MissingFrom)]
    [InlineData(Example.To, "", SipFault.MissingTo)]
    [InlineData(Example.CallId, "", SipFault.MissingCallId)]
    [InlineData(Example.CSeq, "", SipFault.MissingCSeq)]
    [InlineData(Example.CSeq, "CSeq: 314159 BYE\r\n", SipFault.MethodMismatch)]
    [InlineData(Example.CSeq, "CSeq: 2147483648 INVITE\r\n", SipFault.BadCSeq)]
    [InlineData(Example.CSeq, "CSeq: 36893488147419103232 INVITE\r\n", SipFault.BadCSeq)]
    [InlineData(Example.CSeq, "CSeq: -1 INVITE\r\n", SipFault.BadCSeq)]
    [InlineData(Example.CSeq, "CSeq: INVITE\r\n", SipFault.BadCSeq)]
    [InlineData(Example.CSeq, Example.CSeq + Example.CSeq, SipFault.DuplicateHeader)]
    [InlineData(Example.From, Example.From + Example.From, SipFault.DuplicateHeader)]
    [InlineData(Example.To, Example.To + "t: <sip:x@y>\r\n", SipFault.DuplicateHeader)]
    [InlineData(Example.CallId, Example.CallId + "i: other\r\n", SipFault.DuplicateHeader)]
    [InlineData(Example.CallId, "Call-ID: a b\r\n", SipFault.BadCallId)]
    [InlineData(Example.MaxForwards, Example.MaxForwards + Example.MaxForwards, SipFault.DuplicateHeader)]
    [InlineData(Example.MaxForwards, "Max-Forwards: 256\r\n", SipFault.BadMaxForwards)]
    [InlineData(Example.MaxForwards, "Max-Forwards: -1\r\n", SipFault.BadMaxForwards)]
    [InlineData(Example.MaxForwards, "Max-Forwards:\r\n", SipFault.BadMaxForwards)]
    [InlineData(Example.MaxForwards, "Content-Length: 5\r\n", SipFault.BodyTruncated)]
    [InlineData(Example.MaxForwards, "Content-Length: -1\r\n", SipFault.BadContentLength)]
    [InlineData(Example.MaxForwards, "Content-Length: 99999999999999999999\r\n", SipFault.BadContentLength)]
    [InlineData(Example.MaxForwards, "Content-Length: 0\r\nl: 1\r\n", SipFault.BadContentLength)]
    [InlineData(Example.MaxForwards, "Content-Length:\r\n", SipFault.BadContentLength)]
    [InlineData(Example.MaxForwards, "no colon\r\n", SipFault.BadHeaderLine)]
    [InlineData(Example.MaxForwards, ": no name\r\n", SipFault.BadHeaderLine)]
    [InlineData(Example.MaxForwards, "bad name: x\r\n", SipFault.BadHeaderLine)]
    [InlineData("rport\r\n", "rport;;\r\n", SipFault.BadVia)]
    [InlineData("\"Alice\"", "\"Alice", SipFault.BadFrom)]
    [InlineData("To: <sip:", "To: <<sip:", SipFault.BadTo)]
    public void Each_fault_has_its_name_and_can_be_answered(string old, string changed, SipFault fault)
    {
        var text = Example.Head.Replace(old, changed, StringComparison.Ordinal) + "\r\n";
        var message = new SipMessage();
        Assert.False(SipParser.TryParseDatagram(Example.Bytes(text), message, out var why));
        Assert.Equal(fault, why.Fault);
        Assert.Equal(fault != SipFault.MissingVia, why.CanAnswer);
        Assert.Equal(fault == SipFault.UnsupportedVersion ? 505 : 400, why.StatusCode);
    }

    [Theory]
    [InlineData("", SipFault.Empty)]
    [InlineData("\r\n\r\n", SipFault.Empty)]
    [InlineData("hello\r\n\r\n", SipFault.NotSip)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", SipFault.NotSip)]
    [InlineData("\0\0\0\0", SipFault.HeadersNotEnded)]
    [InlineData("SIP/2.0 99 No\r\n\r\n", SipFault.BadStatusLine)]
    [InlineData("SIP/2.0 700 No\r\n\r\n", SipFault.BadStatusLine)]
    [InlineData("SIP/2.0 2000 No\r\n\r\n", SipFault.BadStatusLine)]
    [InlineData("SIP/3.0 200 OK\r\n\r\n", SipFault.UnsupportedVersion)]
    public void What_is_no_request_is_never_answered(string text, SipFault fault)
    {
        Assert.False(SipParser.TryParseDatagram(Example.Bytes(text), new SipMessage(), out var why));
        Assert.Equal(fault, why.Fault);
        Assert.False(why.CanAnswer);
    }

    [Fact]
    public void An_ack_is_never_answered()
    {
        var text = Example.Head.Replace("INVITE", "ACK", StringComparison.Ordinal).Replace("70", "700", StringComparison.Ordinal) + "\r\n";
        Assert.False(SipParser.TryParseDatagram(Example.Bytes(text), new SipMessage(), out var why));
        Assert.Equal(SipFault.BadMaxForwards, why.Fault);
        Assert.False(why.CanAnswer);
    }

    [Fact]
    public void A_body_longer_than_its_length_is_cut_and_one_without_goes_to_the_end()
    {
        Assert.Equal("abc"u8, Example.Request("Content-Length: 3\r\n", "abcdef").Body);
        Assert.Equal("abcdef"u8, Example.Request("", "abcdef").Body);
        Assert.Equal(-1, Example.Request("", "abcdef").ContentLength);
        Assert.Equal("a\0b"u8, Example.Request("Content-Length: 3\r\nl: 3\r\n", "a\0b").Body);
    }

    [Fact]
    public void Folds_anywhere_are_white_space()
    {
        var message = Example.Parse(
            Example.Line + "Via\t: SIP / 2.0 / UDP\r\n 192.0.2.1;branch=\r\n\tz9hG4bK1\r\nFrom :\r\n <sip:a@b>\r\n  ;tag=t\r\n" + Example.To + Example.CallId
            + "CSeq:\t7\r\n\t INVITE\r\nSubject: a\r\n b\r\n\r\n");
        Assert.Equal("z9hG4bK1"u8, message.TopVia.Branch);
        Assert.Equal("t"u8, message.FromTag);
        Assert.Equal(7u, message.CSeqNumber);
        Assert.Equal("a   b"u8, message.Header(HeaderName.Subject));
        Assert.Equal(-1, message.MaxForwards);
    }

    [Fact]
    public void Bytes_beyond_ascii_and_unknown_headers_are_kept()
    {
        var message = Example.Request("X-Name: \u00fe\u00ff\u0000\r\nx-empty:\r\n");
        Assert.Equal([0xfe, 0xff, 0x00], message.Header("x-name"u8).ToArray());
        Assert.True(message.Header("X-Empty"u8).IsEmpty);
        Assert.Equal(8, message.HeaderCount);
    }

    [Fact]
    public void Limits_hold()
    {
        Refused(Example.Head + string.Concat(Enumerable.Repeat("X-A: y\r\n", 300)) + "\r\n", SipFault.TooManyHeaders);
        Refused(Example.Head + string.Concat(Enumerable.Repeat(Example.Via, 70)) + "\r\n", SipFault.TooManyVias);
        Refused(Example.Head.Replace(";tag", string.Concat(Enumerable.Repeat(";a=b", 70)) + ";tag", StringComparison.Ordinal) + "\r\n", SipFault.BadFrom);
        Refused(Example.Head.Replace("a84b4c76e66710", new string('x', 600), StringComparison.Ordinal) + "\r\n", SipFault.BadCallId);
        Refused(Example.Head + "\r\n" + new string('x', 66000), SipFault.TooLarge);
    }

    [Fact]
    public void A_detached_copy_outlives_the_scratch_object()
    {
        var scratch = new SipMessage();
        Assert.True(SipParser.TryParseDatagram(Example.Invite, scratch, out _));
        var copy = scratch.Detach();
        Assert.False(SipParser.TryParseDatagram(Encoding.ASCII.GetBytes(new string('x', 2000)), scratch, out _));
        Assert.True(copy.Raw.SequenceEqual(Example.Invite));
        Assert.Equal("1928301774"u8, copy.FromTag);
        Assert.Equal("z9hG4bK776asdhds"u8, copy.TopVia.Branch);
        Assert.Equal("timer, 100rel, replaces"u8, copy.Header(HeaderName.Supported));
        Assert.Equal("INVITE sip:+14255550100@gw.example.com SIP/2.0", copy.ToString());
    }

    private static void Refused(string text, SipFault fault)
    {
        Assert.False(SipParser.TryParseDatagram(Example.Bytes(text), new SipMessage(), out var why));
        Assert.Equal(fault, why.Fault);
        Assert.True(why.CanAnswer);
    }
}
