using System.Text;
using Telephony.Calls.Transit;
using Telephony.Unit.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Calls;

public class CauseMapTests
{
    [Theory]
    [InlineData(404, 1)]
    [InlineData(410, 22)]
    [InlineData(480, 18)]
    [InlineData(483, 25)]
    [InlineData(484, 28)]
    [InlineData(486, 17)]
    [InlineData(487, 16)]
    [InlineData(488, 127)]
    [InlineData(503, 41)]
    [InlineData(504, 102)]
    [InlineData(600, 17)]
    [InlineData(603, 21)]
    [InlineData(604, 1)]
    [InlineData(200, 0)]
    public void A_status_has_its_cause(int status, int cause) => Assert.Equal(cause, CauseMap.ToQ850(status));

    [Fact]
    public void A_reason_is_quoted_safely() => Assert.Equal("Q.850;cause=16;text=\"it's 'over'\"", Encoding.UTF8.GetString(CauseMap.Reason(16, "it's \"over\"")));

    [Theory]
    [InlineData("Reason: Q.850;cause=31\r\n", 31)]
    [InlineData("Reason: SIP;cause=200;text=\"elsewhere\", q.850 ;cause=17;text=\"x\"\r\n", 17)]
    [InlineData("Reason: SIP;cause=480\r\n", 0)]
    [InlineData("Reason: Q.850;cause=999\r\n", 0)]
    [InlineData("Reason: Q.850;text=\"cause=4\";cause=16\r\n", 16)]
    [InlineData("Reason: Q.850\r\n", 0)]
    [InlineData("", 0)]
    public void The_cause_of_a_Reason_header_is_read(string headers, int cause) => Assert.Equal(cause, CauseMap.ReadQ850(Example.Request(headers)));

    [Fact]
    public void No_message_has_no_cause() => Assert.Equal(0, CauseMap.ReadQ850(null));
}
