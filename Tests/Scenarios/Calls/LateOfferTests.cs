using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

public class LateOfferTests : Scenario
{
    [Fact]
    public void An_INVITE_without_offer_gets_one_in_the_200_and_answers_in_the_ACK()
    {
        Sbc.Dials(Number, sdp: "");
        var invite = Alpha.Receives("INVITE");
        Assert.NotEmpty(invite.Body);
        Alpha.Answers(invite, 200);
        var offer = Sbc.Receives("200 INVITE");
        Assert.NotEmpty(offer.Body);
        Sbc.Acks(offer, Sbc.Sdp());
        Alpha.Receives("ACK");
        Sbc.Says(1);
        Alpha.Says(2);
        Assert.Equal([1], Alpha.Heard);
        Assert.Equal([2], Sbc.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void An_ACK_without_the_answer_ends_the_call()
    {
        Sbc.Dials(Number, sdp: "");
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        Alpha.Receives("ACK");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Sbc.Answers(Sbc.Receives("BYE"), 200);
        Alpha.Answers(Alpha.Receives("BYE"), 200);
    }

    [Fact]
    public void A_trunk_may_refuse_late_offers()
    {
        Start(new LadderSetup { Trunk = static (_, trunk) => trunk with { LateOffer = LateOffer.Reject } });
        Sbc.Dials(Number, sdp: "");
        Sbc.Receives("488");
        Alpha.ReceivesNothing();
    }

    [Fact]
    public void The_echo_takes_a_late_offer()
    {
        Start(new LadderSetup { Numbers = [("+14255550199", "echo")] });
        Sbc.Dials("+14255550199", sdp: "");
        Sbc.Acks(Sbc.Receives("200 INVITE"), Sbc.Sdp());
        Sbc.Says(0x17);
        Assert.Equal([0x17], Sbc.Heard);
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
    }
}
