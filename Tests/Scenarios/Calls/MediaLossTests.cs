using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Media that dies: the peer is asked before the call is cleared (section 10).</summary>
public class MediaLossTests : Scenario
{
    [Fact]
    public void A_peer_that_does_not_answer_the_question_is_cleared_with_a_Reason()
    {
        Ladder.Connect();
        Alpha.Says(2);
        for (var second = 0; second < 17; second++) Talk(Sbc, seconds: 1);
        Assert.Equal("OPTIONS", Alpha.Next()!.Method);
        for (var second = 0; second < 10; second++) Talk(Sbc, seconds: 1);
        var bye = Alpha.Receives("BYE");
        Assert.Contains("No media came from the callee", bye["Reason"]);
        Alpha.Answers(bye, 200);
        Sbc.Sip.Clears();
    }

    [Fact]
    public void A_peer_that_answers_has_the_same_time_again_and_keeps_its_call_when_it_speaks()
    {
        Ladder.Connect();
        Both(1);
        Sbc.Answers(Sbc.Receives("OPTIONS", within: 17), 200);
        Alpha.Answers(Alpha.Receives("OPTIONS"), 405);   // alive all the same
        for (var second = 0; second < 30; second++) Both(1);
        Sbc.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_peer_that_answers_and_stays_silent_is_cleared_after_the_same_time_again()
    {
        Ladder.Connect();
        Both(1);
        Sbc.Answers(Sbc.Receives("OPTIONS", within: 17), 200);
        Alpha.Answers(Alpha.Receives("OPTIONS"), 200);
        Ladder.Wait(14);
        Sbc.ReceivesNothing();
        var bye = Sbc.Receives("BYE", within: 2);
        Assert.Contains("cause=102", bye["Reason"]);
        Sbc.Answers(bye, 200);
        Alpha.Answers(Alpha.Receives("BYE"), 200);
    }

    [Fact]
    public void A_trunk_may_keep_what_answers_and_ignore_what_does_not()
    {
        Start(new LadderSetup
        {
            Trunk = static (name, trunk) => trunk with { Media = trunk.Media with { OnLoss = name == "sbc" ? MediaLossAction.Keep : MediaLossAction.Ignore, BeforeFirst = TimeSpan.FromSeconds(5), AfterLast = TimeSpan.FromSeconds(5) } },
        });
        Ladder.Connect();
        for (var round = 0; round < 4; round++) Sbc.Answers(Sbc.Receives("OPTIONS", within: 7), 200);
        Alpha.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void On_hold_there_is_no_silence()
    {
        Ladder.Connect();
        Both(1);
        Sbc.Sends("INVITE", Sbc.SdpWith("inactive"));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.SdpWith("inactive"));
        Alpha.Receives("ACK");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Sbc.ReceivesNothing(300);
        Alpha.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
    }

    private void Both(int seconds)
    {
        Alpha.Says(2);
        Talk(Sbc, seconds);
    }

    private void Talk(Party who, int seconds)
    {
        who.Says(1);
        Ladder.Wait(seconds);
    }
}
