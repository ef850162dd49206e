using Telephony.Domain.Records;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

public class FailureTests : Scenario
{
    [Theory]
    [InlineData(404, 404)]
    [InlineData(480, 480)]
    [InlineData(484, 484)]
    [InlineData(486, 486)]
    [InlineData(600, 600)]
    [InlineData(603, 603)]
    [InlineData(604, 604)]
    [InlineData(607, 607)]
    [InlineData(608, 608)]
    [InlineData(401, 503)]
    [InlineData(407, 503)]
    [InlineData(302, 480)]
    public void The_callees_refusal_ends_the_search_and_reaches_the_caller(int answered, int told)
    {
        Start("alpha", "beta");
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), answered, headers: answered == 302 ? "Contact: <sip:+14255550999@10.0.2.2:5060>\n" : "");
        Alpha.Receives("ACK");
        var refusal = Sbc.Receives(told.ToString());
        Assert.NotEmpty(refusal["Reason"]);
        Beta.ReceivesNothing(1);
        Assert.Equal(told, Ladder.Record.Cause!.SipStatus);
        Assert.Equal(answered, Assert.Single(Ladder.Record.Attempts).SipStatus);
    }

    [Fact]
    public void The_Reason_of_the_callee_is_passed_on()
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 486, headers: "Reason: Q.850;cause=17;text=\"subscriber busy\"\n");
        Alpha.Receives("ACK");
        var busy = Sbc.Receives("486");
        Assert.Equal("Q.850;cause=17;text=\"subscriber busy\"", Assert.Single(busy.All("Reason")));
        Assert.Equal((CallEndedBy.Callee, 17), (Ladder.Record.Cause!.EndedBy, Ladder.Record.Cause.Q850));
    }

    [Fact]
    public void An_answer_without_a_common_codec_is_ended_and_the_caller_told()
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.Sdp("G729"));
        Alpha.Receives("ACK");
        Alpha.Answers(Alpha.Receives("BYE"), 200);
        Sbc.Receives("502");
    }

    [Fact]
    public void A_late_offer_whose_answer_leaves_no_codec_for_the_caller_gets_a_final_response()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => name == "sbc" ? trunk with { Codecs = new() { Exclude = ["pcmu", "pcma", "telephone-event"] } } : trunk });
        Sbc.Dials(Number, sdp: "");
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        Alpha.Receives("ACK");
        Alpha.Answers(Alpha.Receives("BYE"), 200);
        Sbc.Receives("488");
        Assert.Equal(488, Ladder.Record.Cause!.SipStatus);
        Assert.Null(Ladder.Record.AnsweredAt);
    }

    [Fact]
    public void An_offer_that_cannot_be_read_gets_400()
    {
        Sbc.Dials(Number, sdp: "v=0\nnonsense\n");
        Sbc.Receives("400");
        Alpha.ReceivesNothing(1);
    }

    [Fact]
    public void A_journal_that_refuses_lets_no_INVITE_out()
    {
        Ladder.Journal.Fill();
        Sbc.Dials(Number);
        Sbc.Receives("503");
        Alpha.ReceivesNothing(1);
        Ladder.Journal.MakeRoom();
    }

    [Fact]
    public void Nobody_answers_within_the_set_up_time()
    {
        Start(new LadderSetup { Options = static options => options with { RingTimeout = TimeSpan.FromSeconds(60) } });
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Sbc.Receives("180");
        Ladder.Wait(59);
        Sbc.ReceivesNothing();
        Sbc.Receives("480", within: 2);
        var cancel = Alpha.Receives("CANCEL");
        Assert.Contains("cause=19", cancel["Reason"]);
        Alpha.Answers(cancel, 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
        Assert.Equal(AttemptResult.NoAnswer, Assert.Single(Ladder.Record.Attempts).Result);
    }

    [Fact]
    public void A_call_ends_after_its_longest_duration_with_the_Reason_both_ways()
    {
        Start(new LadderSetup { Options = static options => options with { MaximumDuration = TimeSpan.FromSeconds(20), EndOnMediaTimeout = false } });
        Ladder.Connect();
        Ladder.Wait(19.9);
        Sbc.ReceivesNothing();
        var first = Sbc.Receives("BYE");
        var second = Alpha.Receives("BYE");
        Assert.All([first, second], static bye => Assert.Contains("cause=102", bye["Reason"]));
        Sbc.Answers(first, 200);
        Alpha.Answers(second, 200);
        Assert.Equal(CallEndedBy.Gateway, Ladder.Record.Cause!.EndedBy);
    }

    [Fact]
    public void A_call_whose_media_dies_ends_with_the_Reason_both_ways()
    {
        Ladder.Connect();
        Sbc.Says(1);
        Alpha.Says(2);
        var question = Sbc.Receives("OPTIONS", within: 16);
        Alpha.Receives("OPTIONS");
        Sbc.Answers(question, 481);
        var first = Sbc.Receives("BYE");
        var second = Alpha.Receives("BYE");
        Assert.All([first, second], static bye => Assert.Contains("No media", bye["Reason"]));
        Sbc.Answers(first, 200);
        Alpha.Answers(second, 200);
    }

    [Fact]
    public void A_caller_that_never_acknowledges_is_ended()
    {
        Start(new LadderSetup { Options = static options => options with { EndOnMediaTimeout = false } });
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        Alpha.Receives("ACK");
        Sbc.Receives("200 INVITE");
        Sbc.Answers(Sbc.Receives("BYE", within: 33), 200);
        Alpha.Answers(Alpha.Receives("BYE"), 200);
        Assert.Equal("The caller never acknowledged the answer.", Ladder.Record.Cause!.Text);
    }
}
