using System.Text;
using Telephony.Calls.Transit;
using Telephony.Unit.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Calls;

public class MultipartBodyTests
{
    private const string Sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n";

    [Theory]
    [InlineData("application/sdp")]
    [InlineData("Application/SDP;charset=utf-8")]
    public void A_session_description_is_the_body(string type) => Assert.Equal((Sdp, false), Find(type, Sdp));

    [Theory]
    [InlineData("multipart/mixed;boundary=b1")]
    [InlineData("multipart/mixed; boundary=\"b1\"")]
    [InlineData("Multipart/Related; type=\"application/sdp\"; Boundary=b1")]
    public void The_first_session_description_of_a_multipart_body_is_taken_without_the_line_end_of_its_boundary(string type)
    {
        const string body = "--b1\r\nContent-Type: application/isup;version=itu\r\n\r\n\u0001\u0002\r\n--b1\r\ncontent-type: application/sdp\r\nContent-Disposition: session\r\n\r\n" + Sdp + "\r\n--b1--\r\n";
        Assert.Equal((Sdp, false), Find(type, body));
    }

    [Theory]
    [InlineData("text/plain", "hello")]
    [InlineData("multipart/mixed", "--b1\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b1--")]
    [InlineData("multipart/mixed;boundary=b1", "--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1--")]
    [InlineData("multipart/mixed;boundary=b1", "--b1\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n")]
    [InlineData("multipart/mixed;boundary=\"", "--")]
    public void Anything_else_is_unsupported(string type, string body) => Assert.Equal((null, true), Find(type, body));

    [Fact]
    public void No_body_is_no_fault() => Assert.Equal((null, false), Find("application/sdp", ""));

    private static (string? Sdp, bool Unsupported) Find(string type, string body)
    {
        var message = Example.Request($"Content-Type: {type}\r\nContent-Length: {Encoding.Latin1.GetByteCount(body)}\r\n", body);
        return MultipartBody.TryFindSdp(message, out var sdp, out var unsupported) ? (Encoding.Latin1.GetString(sdp), unsupported) : (null, unsupported);
    }
}
