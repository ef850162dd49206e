using System.Text;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Sip.Parsing;

public sealed class SipStreamTests
{
    private readonly SipMessage _message = new();

    [Fact]
    public void Several_messages_and_keep_alives_come_one_by_one()
    {
        var bye = Example.Bytes(Example.Head.Replace("INVITE", "BYE", StringComparison.Ordinal) + "\r\n");
        byte[] stream = [.. "\r\n\r\n"u8, .. Example.Invite, .. bye, .. "\r\n\r\n"u8, .. bye.AsSpan(0, 20)];
        Assert.Equal(SipParseResult.Complete, SipParser.TryParse(stream, _message, out _, out var first));
        Assert.Equal(4 + Example.Invite.Length, first);
        Assert.Equal(SipMethod.Invite, _message.Method);
        Assert.Equal(SipParseResult.Complete, SipParser.TryParse(stream.AsSpan(first), _message, out _, out var second));
        Assert.Equal(bye.Length, second);
        Assert.Equal(SipMethod.Bye, _message.Method);
        Assert.Equal(SipParseResult.Incomplete, SipParser.TryParse(stream.AsSpan(first + second), _message, out _, out var third));
        Assert.Equal(0, third);
    }

    [Fact]
    public void A_bad_message_with_good_framing_is_skipped_whole()
    {
        var text = Encoding.ASCII.GetString(Example.Invite).Replace("CSeq: 314159", "CSeq: x", StringComparison.Ordinal);
        Assert.Equal(SipParseResult.Invalid, SipParser.TryParse(Example.Bytes(text + "BYE"), _message, out var why, out var consumed));
        Assert.Equal((SipFault.BadCSeq, true, text.Length), (why.Fault, why.CanAnswer, consumed));
        Assert.Equal(Example.Body.Length, _message.Body.Length);
    }

    [Theory]
    [InlineData("Content-Length: 335", "Content-Length: -1", SipFault.BadContentLength)]
    [InlineData("Content-Length: 335", "Content-Length: 70000", SipFault.TooLarge)]
    [InlineData("INVITE sip:", "garbage ", SipFault.NotSip)]
    public void Lost_framing_consumes_nothing(string old, string changed, SipFault fault)
    {
        var text = Encoding.ASCII.GetString(Example.Invite);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        text = text[..at] + changed + text[(at + old.Length)..].Replace("SIP/2.0\r\n", fault == SipFault.NotSip ? "\r\n" : "SIP/2.0\r\n", StringComparison.Ordinal);
        Assert.Equal(SipParseResult.Invalid, SipParser.TryParse(Example.Bytes(text), _message, out var why, out var consumed));
        Assert.Equal((fault, 0), (why.Fault, consumed));
    }

    [Fact]
    public void Garbage_is_noticed_before_an_empty_line_comes()
    {
        Assert.Equal(SipParseResult.Invalid, SipParser.TryParse("GET / HTTP/1.1\r\nHost: x\r\n"u8, _message, out var why, out _));
        Assert.Equal(SipFault.NotSip, why.Fault);
        Assert.Equal(SipParseResult.Invalid, SipParser.TryParse(new byte[SipLimits.MessageBytes], _message, out why, out _));
        Assert.Equal(SipFault.TooLarge, why.Fault);
    }
}
