using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Changes of the session that cross each other, the end of the call, or are never acknowledged.</summary>
public class SessionChangeRaceTests : SessionChangeScenario
{
    [Fact]
    public void Two_changes_that_cross_get_491_each()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        var ours = Alpha.Receives("INVITE");
        Alpha.Sends("INVITE", Alpha.SdpWith("sendonly"));
        Alpha.Receives("491");
        Alpha.Answers(ours, 491);
        Alpha.Receives("ACK");
        Sbc.Receives("491");
        Change(Sbc, Alpha, Sbc.SdpWith("sendonly"), Alpha.SdpWith("recvonly"));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_change_on_either_side_while_one_is_under_way_gets_491()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        var invite = Alpha.Receives("INVITE");
        Alpha.Sends("UPDATE", Alpha.Sdp("PCMA"));
        Alpha.Receives("491 UPDATE");
        Alpha.Answers(invite, 200, Alpha.SdpWith("recvonly"));
        Alpha.Receives("ACK");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void BYE_of_the_side_that_asked_ends_a_change_under_way()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 100);
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        Sbc.Receives("487");
        var cancel = Alpha.Receives("CANCEL");
        var bye = Alpha.Receives("BYE");
        Alpha.Answers(cancel, 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
        Alpha.Answers(bye, 200);
    }

    [Fact]
    public void BYE_of_the_side_that_was_asked_ends_a_change_under_way()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        var invite = Alpha.Receives("INVITE");
        Alpha.Sends("BYE");
        Alpha.Receives("200 BYE");
        Sbc.Receives("487");
        Sbc.Answers(Sbc.Receives("BYE"), 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
    }

    [Fact]
    public void An_UPDATE_under_way_is_answered_when_the_call_ends()
    {
        Ladder.Connect();
        Sbc.Sends("UPDATE", Sbc.SdpWith("sendonly"));
        var invite = Alpha.Receives("INVITE");
        Alpha.Sends("BYE");
        Alpha.Receives("200 BYE");
        Sbc.Answers(Sbc.Receives("BYE"), 200);
        Sbc.Receives("481 UPDATE");
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
    }

    [Fact]
    public void A_cancelled_change_leaves_the_call_as_it_was()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 100);
        Sbc.Cancels();
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        Alpha.Answers(Alpha.Receives("CANCEL"), 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
        Alpha.Says(8);
        Assert.Equal([8], Sbc.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_200_that_crosses_the_CANCEL_of_a_change_is_taken_back()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 100);
        Sbc.Cancels();
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        Alpha.Receives("CANCEL");
        Alpha.Answers(invite, 200, Alpha.SdpWith("recvonly"));
        Alpha.Receives("ACK");
        var back = Alpha.Receives("INVITE");
        Assert.Contains("a=sendrecv", SdpOf(back));
        Alpha.Answers(back, 200);
        Alpha.Receives("ACK");
        Alpha.Says(8);
        Assert.Equal([8], Sbc.Heard);
        Change(Sbc, Alpha, Sbc.SdpWith("sendonly"), Alpha.SdpWith("recvonly"));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_change_answered_with_codecs_that_were_not_offered_gets_488_and_is_taken_back()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.Sdp("PCMA"));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.Sdp("G729"));
        Alpha.Receives("ACK");
        Sbc.Receives("488");
        var back = Alpha.Receives("INVITE");
        Assert.Contains(SdpOf(back), static line => line.StartsWith("m=audio", StringComparison.Ordinal) && line.Contains("RTP/AVP 0"));
        Alpha.Answers(back, 200);
        Alpha.Receives("ACK");
        Sbc.Says(3);
        Assert.Equal([3], Alpha.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_change_whose_ACK_never_comes_ends_the_call()
    {
        Start(new LadderSetup { Options = static options => options with { EndOnMediaTimeout = false } });
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.SdpWith("recvonly"));
        Alpha.Receives("ACK");
        Sbc.Receives("200 INVITE");
        Sbc.Answers(Sbc.Receives("BYE", within: 33), 200);
        Alpha.Answers(Alpha.Receives("BYE"), 200);
    }

    [Fact]
    public void A_dialog_that_the_other_side_has_lost_ends_the_call()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        Alpha.Answers(Alpha.Receives("INVITE"), 481);
        Alpha.Receives("ACK");
        Sbc.Receives("500");
        Sbc.Answers(Sbc.Receives("BYE"), 200);
    }
}
