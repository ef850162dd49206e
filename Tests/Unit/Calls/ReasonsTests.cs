using System.Text;
using Telephony.Calls.Transit;
using Telephony.Unit.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Calls;

/// <summary>RFC 3326, both protocols, both ways.</summary>
public class ReasonsTests
{
    [Fact]
    public void Of_our_own_a_BYE_says_cause_and_status_and_a_response_the_cause_alone()
    {
        Assert.Equal("Q.850;cause=102;text=\"media timeout\", SIP;cause=504", Text(Reasons.Of(102, "media timeout")));
        Assert.Equal("Q.850;cause=16;text=\"it's 'over'\"", Text(Reasons.Of(16, "it's \"over\"")));
        Assert.Equal("SIP;cause=481;text=\"gone\", Q.850;cause=41", Text(Reasons.OfStatus(481, "gone")));
        Assert.Equal("Q.850;cause=17;text=\"Busy\"", Text(Reasons.Q850(17, "Busy")));
        Assert.Equal("Q.850;cause=17", Text(Reasons.Q850(17, "")));
        Assert.Equal("Q.850;cause=17;text=\"a''  b\"", Text(Reasons.Q850(17, "a\\\"\r\nb")));
    }

    [Theory]
    [InlineData("", "Q.850;cause=16;text=\"Normal call clearing\"")]
    [InlineData("Reason: Q.850;cause=31\r\n", "Q.850;cause=31")]
    [InlineData("Reason: SIP;cause=600;text=\"Busy, everywhere\"\r\n", "SIP;cause=600;text=\"Busy, everywhere\", Q.850;cause=17")]
    [InlineData("Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n", "SIP;cause=200;text=\"Call completed elsewhere\", Q.850;cause=16")]
    [InlineData("Reason: SIP;cause=480\r\nReason: Q.850;cause=19\r\n", "SIP;cause=480, Q.850;cause=19")]
    [InlineData("Reason: preemption;cause=1, Q.850;cause=8\r\n", "preemption;cause=1, Q.850;cause=8")]
    [InlineData("Reason: \r\n", "Q.850;cause=16;text=\"Normal call clearing\"")]
    public void What_a_peer_says_crosses_and_a_missing_cause_is_added(string headers, string crosses) => Assert.Equal(crosses, Text(Reasons.Crossing(Example.Request(headers))));

    [Fact]
    public void What_is_endless_is_cut()
    {
        var crossing = Text(Reasons.Crossing(Example.Request(string.Concat(Enumerable.Range(0, 100).Select(static i => $"Reason: x-{i};cause={i};text=\"{new string('a', 50)}\"\r\n")))));
        Assert.InRange(crossing.Length, 300, 700);
        Assert.EndsWith("Q.850;cause=16", crossing);
    }

    [Theory]
    [InlineData("Reason: Q.850;cause=31\r\n", 31, 0, 31)]
    [InlineData("Reason: SIP;cause=200;text=\"elsewhere\", q.850 ;cause=17;text=\"x\"\r\n", 17, 200, 17)]
    [InlineData("Reason: SIP;cause=480\r\n", 0, 480, 18)]
    [InlineData("Reason: Q.850;cause=999\r\n", 0, 0, 0)]
    [InlineData("Reason: Q.850;text=\"cause=4\";cause=16\r\n", 16, 0, 16)]
    [InlineData("Reason: Q.850\r\n", 0, 0, 0)]
    [InlineData("", 0, 0, 0)]
    public void The_cause_of_a_Reason_header_is_read(string headers, int q850, int sip, int cause)
    {
        var message = Example.Request(headers);
        Assert.Equal((q850, sip, cause), (Reasons.ReadQ850(message), Reasons.ReadSip(message), Reasons.Cause(message)));
    }

    [Fact]
    public void No_message_has_no_cause() => Assert.Equal(0, Reasons.Cause(null));

    private static string Text(byte[] value) => Encoding.UTF8.GetString(value);
}
