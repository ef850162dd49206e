using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Hold, resume, another codec: by re-INVITE and UPDATE, from either side.</summary>
public class SessionChangeTests : SessionChangeScenario
{
    [Theory]
    [InlineData("sendonly", "recvonly", true)]
    [InlineData("inactive", "inactive", true)]
    [InlineData("sendonly", "recvonly", false)]
    [InlineData("inactive", "inactive", false)]
    public void Hold_and_resume_cross_the_gateway(string held, string answered, bool byCaller)
    {
        Ladder.Connect();
        var (who, other) = byCaller ? (Sbc, Alpha) : (Alpha, Sbc);
        var offer = Change(who, other, who.SdpWith(held), other.SdpWith(answered));
        Assert.Contains($"a={held}", SdpOf(offer.Invite));
        Assert.Contains($"a={answered}", SdpOf(offer.Answer));

        other.Says(1);
        Assert.Empty(who.Heard);   // the holding side hears nothing

        var resumed = Change(who, other, who.Sdp(), other.Sdp());
        Assert.Contains("a=sendrecv", SdpOf(resumed.Answer));
        other.Says(2);
        who.Says(3);
        Assert.Equal([2], who.Heard);
        Assert.Equal([3], other.Heard);
        Ladder.HangUp(who, other);
    }

    [Fact]
    public void Hold_in_the_old_style_is_understood()
    {
        Ladder.Connect();
        var hold = Change(Sbc, Alpha, Sbc.SdpWith("sendrecv", address: "0.0.0.0"), Alpha.SdpWith("recvonly"));
        Assert.DoesNotContain("c=IN IP4 0.0.0.0", SdpOf(hold.Invite));
        Assert.Contains(SdpOf(hold.Invite), static line => line is "a=sendonly" or "a=inactive");
        Change(Sbc, Alpha, Sbc.Sdp(), Alpha.Sdp());
        Alpha.Says(9);
        Assert.Equal([9], Sbc.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_refresh_that_changes_nothing_stays_on_its_side()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.Sdp());
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Another_codec_that_both_have_is_agreed_on()
    {
        Ladder.Connect();
        var change = Change(Sbc, Alpha, Sbc.Sdp("PCMA", "telephone-event"), Alpha.Sdp("PCMA", "telephone-event"));
        Assert.Contains(SdpOf(change.Answer), static line => line.StartsWith("m=audio", StringComparison.Ordinal) && line.Contains("RTP/AVP 8"));
        Sbc.Says(5, payloadType: 8);
        Assert.Equal([5], Alpha.Heard);
        Ladder.HangUp(Sbc, Alpha);
        Assert.All(Ladder.Record.Legs, static leg => Assert.Equal("PCMA", leg.Codec));
    }

    [Fact]
    public void A_change_that_the_other_side_refuses_gets_488_and_the_old_session_stays()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.Sdp("G729"));
        Alpha.Answers(Alpha.Receives("INVITE"), 488);
        Alpha.Receives("ACK");
        Sbc.Receives("488");
        Sbc.Says(4);
        Alpha.Says(5);
        Assert.Equal([4], Alpha.Heard);
        Assert.Equal([5], Sbc.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Codecs_that_the_trunk_excludes_get_488_and_never_reach_the_other_side()
    {
        Start(new LadderSetup { Trunk = static (_, trunk) => trunk with { Codecs = new() { Exclude = ["g729"] } } });
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.Sdp("G729"));
        Sbc.Receives("488");
        Alpha.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_re_INVITE_without_offer_asks_the_other_side_for_one()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE");
        var invite = Alpha.Receives("INVITE");
        Assert.Empty(invite.Body);
        Alpha.Answers(invite, 200, Alpha.Sdp("PCMA", "PCMU"));
        var offer = Sbc.Receives("200 INVITE");
        Assert.Contains(SdpOf(offer), static line => line.Contains("PCMA"));
        Alpha.ReceivesNothing();
        Sbc.Acks(offer, Sbc.Sdp("PCMA"));
        Assert.Contains(SdpOf(Alpha.Receives("ACK")), static line => line.StartsWith("m=audio", StringComparison.Ordinal) && line.EndsWith(" 8", StringComparison.Ordinal));
        Sbc.Says(6, payloadType: 8);
        Assert.Equal([6], Alpha.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void UPDATE_holds_a_side_that_takes_UPDATE()
    {
        Sbc.Dials(Number, headers: "Allow: INVITE, ACK, BYE, CANCEL, UPDATE\n");
        Alpha.Answers(Alpha.Receives("INVITE"), 200, headers: "Allow: INVITE, ACK, BYE, CANCEL, UPDATE\n");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Sbc.Sends("UPDATE", Sbc.SdpWith("sendonly"));
        var update = Alpha.Receives("UPDATE");
        Assert.Contains("a=sendonly", SdpOf(update));
        Alpha.Answers(update, 200, Alpha.SdpWith("recvonly"));
        Assert.Contains("a=recvonly", SdpOf(Sbc.Receives("200 UPDATE")));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void UPDATE_becomes_a_re_INVITE_for_a_side_that_does_not_take_it()
    {
        Ladder.Connect();
        Sbc.Sends("UPDATE", Sbc.SdpWith("sendonly"));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.SdpWith("recvonly"));
        Alpha.Receives("ACK");
        Assert.Contains("a=recvonly", SdpOf(Sbc.Receives("200 UPDATE")));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void UPDATE_without_a_description_is_answered_at_once()
    {
        Ladder.Connect();
        Alpha.Sends("UPDATE");
        Alpha.Receives("200 UPDATE");
        Sbc.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void UPDATE_before_the_answer_may_refresh_but_not_offer()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Sbc.Receives("180");
        Alpha.Sends("UPDATE");
        Alpha.Receives("200 UPDATE");
        Alpha.Sends("UPDATE", Alpha.Sdp());
        Alpha.Receives("491 UPDATE");
        Sbc.Sends("UPDATE");
        Sbc.Receives("200 UPDATE");
        Sbc.Sends("UPDATE", Sbc.Sdp());
        Assert.True(Sbc.Receives("500 UPDATE").Has("Retry-After"));
        Alpha.Answers(invite, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void The_version_in_the_origin_rises_by_one_with_each_change()
    {
        Ladder.Connect();
        var first = Change(Sbc, Alpha, Sbc.SdpWith("sendonly"), Alpha.SdpWith("recvonly"));
        var second = Change(Sbc, Alpha, Sbc.Sdp(), Alpha.Sdp());
        Assert.Equal(Version(first.Invite) + 1, Version(second.Invite));
        Assert.Equal(Version(first.Answer) + 1, Version(second.Answer));
        Ladder.HangUp(Sbc, Alpha);

        static ulong Version(PeerMessage message) => ulong.Parse(SdpOf(message)[1].Split(' ')[2]);
    }
}
