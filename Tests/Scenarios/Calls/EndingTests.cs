using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>When the record of a call closes.</summary>
public class EndingTests : Scenario
{
    [Fact]
    public void A_refused_call_is_closed_when_its_last_messages_have_passed()
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        Ladder.Wait(0.2);
        Assert.Single(Ladder.Records);
    }

    [Fact]
    public void A_call_is_closed_when_both_sides_have_agreed_to_its_end()
    {
        Ladder.Connect();
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        var bye = Alpha.Receives("BYE");
        Ladder.Wait(0.3);
        Assert.Empty(Ladder.Records);
        Alpha.Answers(bye, 200);
        Ladder.Wait(0.01);
        Assert.Single(Ladder.Records);
    }

    [Fact]
    public void A_side_that_does_not_answer_the_BYE_is_not_waited_for_longer_than_the_limit()
    {
        Ladder.Connect();
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        Alpha.Receives("BYE");
        Ladder.Wait(4.1);
        Assert.Single(Ladder.Records);
    }
}
