using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Why a call ends, from one leg to the other (RFC 3326, RFC 3398): in BYE, CANCEL and refusals, both ways.</summary>
public class ReasonTests : Scenario
{
    [Theory]
    [InlineData("", "Q.850;cause=16;text=\"Normal call clearing\"", 16)]
    [InlineData("Reason: Q.850;cause=31;text=\"x\"\n", "Q.850;cause=31;text=\"x\"", 31)]
    [InlineData("Reason: SIP;cause=480;text=\"gone home\"\n", "SIP;cause=480;text=\"gone home\", Q.850;cause=18", 18)]
    [InlineData("Reason: SIP;cause=480\nReason: Q.850;cause=20\n", "SIP;cause=480, Q.850;cause=20", 20)]
    public void What_one_side_says_of_the_end_the_other_side_reads_with_both_protocols(string said, string read, int cause)
    {
        foreach (var byCaller in (bool[])[true, false])
        {
            Ladder.Connect();
            var (who, other) = byCaller ? (Sbc, Alpha) : (Alpha, Sbc);
            who.Sends("BYE", headers: said);
            var bye = other.Receives("BYE");
            Assert.Equal(read, Assert.Single(bye.All("Reason")));
            other.Answers(bye, 200);
            who.Receives("200 BYE");
            Assert.Equal(cause, Ladder.Records[^1].Cause!.Q850);
        }
    }

    [Theory]
    [InlineData("", "Q.850;cause=16;text=\"Normal call clearing\"")]
    [InlineData("Reason: SIP;cause=200;text=\"Call completed elsewhere\", Q.850;cause=16\n", "SIP;cause=200;text=\"Call completed elsewhere\", Q.850;cause=16")]
    public void CANCEL_crosses_with_all_that_it_says(string said, string read)
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Sbc.Receives("180");
        Sbc.Cancels(said);
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        var cancel = Alpha.Receives("CANCEL");
        Assert.Equal(read, Assert.Single(cancel.All("Reason")));
        Alpha.Answers(cancel, 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
    }

    [Theory]
    [InlineData(486, "", 17)]
    [InlineData(404, "", 1)]
    [InlineData(410, "Reason: Q.850;cause=22\n", 22)]
    [InlineData(480, "Reason: SIP;cause=302\n", 18)]
    [InlineData(488, "Warning: 305 x \"Incompatible media format\"\n", 65)]
    [InlineData(433, "", 24)]
    [InlineData(699, "", 17)]
    public void A_refusal_has_a_cause_be_it_the_peers_or_that_of_the_status(int status, string headers, int cause)
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), status, headers: headers);
        Alpha.Receives("ACK");
        var refusal = Sbc.Receives(status.ToString());
        Assert.Contains(refusal.All("Reason"), value => value.StartsWith($"Q.850;cause={cause}", StringComparison.Ordinal));
        Assert.True(Ladder.Record.Cause!.Q850 > 0);
    }

    [Fact]
    public void A_side_that_has_lost_the_dialog_is_told_of_by_its_status_and_cause()
    {
        Ladder.Connect();
        Sbc.Sends("INFO", "x");
        Alpha.Answers(Alpha.Receives("INFO"), 481);
        Sbc.Receives("481 INFO");
        var bye = Sbc.Receives("BYE");
        Assert.Equal("SIP;cause=481;text=\"the callee is gone\", Q.850;cause=41", bye["Reason"]);
        Sbc.Answers(bye, 200);
    }

    [Fact]
    public void A_limit_of_our_own_has_the_cause_and_its_status()
    {
        Start(new LadderSetup { Options = static options => options with { MaximumDuration = TimeSpan.FromSeconds(5), EndOnMediaTimeout = false } });
        Ladder.Connect();
        Ladder.Wait(5);
        foreach (var side in (Party[])[Sbc, Alpha])
        {
            var bye = side.Receives("BYE");
            Assert.Equal("Q.850;cause=102;text=\"The call has reached the longest duration allowed.\", SIP;cause=504", bye["Reason"]);
            side.Answers(bye, 200);
        }
    }
}
