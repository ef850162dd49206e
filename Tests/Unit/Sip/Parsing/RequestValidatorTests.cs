using System.Text;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Telephony.Sip.Writing;
using Xunit;

namespace Telephony.Unit.Sip.Parsing;

public sealed class RequestValidatorTests
{
    private static readonly SipCapabilities Gateway = new(
        [SipMethod.Invite, SipMethod.Ack, SipMethod.Bye, SipMethod.Cancel, SipMethod.Options], ["timer"], ["application/sdp", "multipart/*"]);

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("Require: timer\r\n", "", 0)]
    [InlineData("Require: timer, precondition\r\n", "", 420)]
    [InlineData("Proxy-Require: privacy\r\n", "", 420)]
    [InlineData("Content-Type: Application/SDP;x=y\r\n", "v=0", 0)]
    [InlineData("Content-Type: multipart/mixed;boundary=b\r\n", "--b", 0)]
    [InlineData("Content-Type: text/plain\r\n", "hi", 415)]
    [InlineData("Content-Type: text/plain\r\nContent-Disposition: render;handling=optional\r\n", "hi", 0)]
    [InlineData("Content-Type: text/plain\r\n", "", 0)]
    [InlineData("Content-Type: application/sdp\r\nContent-Encoding: gzip\r\n", "v=0", 415)]
    [InlineData("Content-Type: application/sdp\r\ne: identity\r\n", "v=0", 0)]
    [InlineData("", "no type", 415)]
    [InlineData("Accept: text/plain, application/SDP;level=1\r\n", "", 0)]
    [InlineData("Accept: application/*\r\n", "", 0)]
    [InlineData("Accept: text/plain\r\n", "", 406)]
    [InlineData("Accept:\r\n", "", 406)]
    public void A_request_is_inspected_in_the_order_of_the_rfc(string headers, string body, int status) =>
        Assert.Equal(status, RequestValidator.Inspect(Example.Request(headers, body), Gateway));

    [Theory]
    [InlineData("INVITE", "PUBLISH", 405)]
    [InlineData("INVITE", "invite", 501)]
    [InlineData("INVITE sip:+14255550100@gw.example.com", "INVITE urn:service:sos", 416)]
    [InlineData("INVITE sip:+14255550100@gw.example.com", "INVITE tel:+14255550100", 0)]
    public void Methods_and_schemes_have_their_codes(string old, string changed, int status) =>
        Assert.Equal(status, RequestValidator.Inspect(Example.Parse(Example.Head.Replace(old, changed, StringComparison.Ordinal) + "\r\n"), Gateway));

    [Theory]
    [InlineData(405, "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\n")]
    [InlineData(415, "Accept: application/sdp, multipart/*\r\nAccept-Encoding: identity\r\n")]
    [InlineData(420, "Unsupported: foo\r\nUnsupported: bar\r\n")]
    [InlineData(400, "")]
    public void A_refusal_says_what_would_be_taken(int status, string headers)
    {
        var writer = new SipWriter(new SipBuffer());
        RequestValidator.WriteHeaders(ref writer, status, Example.Request("Require: foo, timer\r\nProxy-Require: bar\r\n"), Gateway);
        Assert.Equal(headers, Encoding.ASCII.GetString(writer.Written));
    }
}
