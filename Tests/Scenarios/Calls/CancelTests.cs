using Telephony.Domain.Records;
using Xunit;

namespace Telephony.Scenarios.Calls;

public class CancelTests : Scenario
{
    [Fact]
    public void CANCEL_before_the_answer_crosses_with_its_Reason()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Sbc.Receives("180");
        Sbc.Cancels("Reason: SIP;cause=200;text=\"Call completed elsewhere\"\n");
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        var cancel = Alpha.Receives("CANCEL");
        Assert.Contains("completed elsewhere", cancel["Reason"]);
        Alpha.Answers(cancel, 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
        Assert.Equal((CallEndedBy.Caller, 487), (Ladder.Record.Cause!.EndedBy, Ladder.Record.Cause.SipStatus));
        Assert.Equal(AttemptResult.Cancelled, Assert.Single(Ladder.Record.Attempts).Result);
    }

    [Fact]
    public void CANCEL_waits_for_the_first_provisional_response_of_the_callee()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Sbc.Cancels();
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        Alpha.ReceivesNothing(0.3);
        Alpha.Answers(invite, 100);
        Alpha.Answers(Alpha.Receives("CANCEL"), 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
    }

    [Fact]
    public void A_200_that_crosses_the_CANCEL_is_acknowledged_and_ended()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Sbc.Receives("180");
        Sbc.Cancels();
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        var cancel = Alpha.Receives("CANCEL");
        Alpha.Answers(invite, 200);
        Alpha.Answers(cancel, 200);
        Alpha.Receives("ACK");
        Alpha.Answers(Alpha.Receives("BYE"), 200);
        Assert.Equal(487, Ladder.Record.Cause!.SipStatus);
    }

    [Fact]
    public void A_CANCEL_that_crosses_our_200_changes_nothing()
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        Alpha.Receives("ACK");
        Sbc.Cancels();
        var answer = Sbc.Receives("200 INVITE");
        Sbc.Receives("200 CANCEL");
        Sbc.Acks(answer);
        Ladder.HangUp(Sbc, Alpha);
    }
}
