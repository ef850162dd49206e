using Telephony.Domain.Records;
using Xunit;

namespace Telephony.Scenarios.Calls;

public class BasicCallTests : Scenario
{
    [Fact]
    public void A_call_is_answered_heard_both_ways_and_ended_by_the_caller()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Sbc.Receives("180");
        Alpha.Answers(invite, 200);
        var answer = Sbc.Receives("200 INVITE");
        Alpha.Receives("ACK");
        Sbc.Acks(answer);

        Sbc.Says(0x11);
        Alpha.Says(0x22);
        Assert.Equal([0x11], Alpha.Heard);
        Assert.Equal([0x22], Sbc.Heard);

        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        Alpha.Answers(Alpha.Receives("BYE"), 200);

        var record = Ladder.Record;
        Assert.Equal(CallEndedBy.Caller, record.Cause!.EndedBy);
        Assert.Equal(16, record.Cause.Q850);
        Assert.Equal(AttemptResult.Answered, Assert.Single(record.Attempts).Result);
        Assert.Equal(["PCMU", "PCMU"], record.Legs.Select(leg => leg.Codec));
    }

    [Fact]
    public void The_callee_hangs_up_and_the_caller_gets_BYE_with_the_same_Reason()
    {
        Ladder.Connect();
        Alpha.Sends("BYE", headers: "Reason: Q.850;cause=31;text=\"normal\"\n");
        Alpha.Receives("200 BYE");
        var bye = Sbc.Receives("BYE");
        Sbc.Answers(bye, 200);

        Assert.Contains("cause=31", bye["Reason"]);
        Assert.Equal((CallEndedBy.Callee, 31), (Ladder.Record.Cause!.EndedBy, Ladder.Record.Cause.Q850));
    }

    [Fact]
    public void Ringing_without_a_description_is_passed_on_as_it_is()
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 180);
        Assert.Empty(Sbc.Receives("180").Body);
        Sbc.Cancels();
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        Alpha.Receives("CANCEL");
    }

    [Fact]
    public void Early_media_is_heard_before_the_answer()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 183, Alpha.Sdp());
        Assert.NotEmpty(Sbc.Receives("183").Body);
        Alpha.Says(0x33);
        Assert.Equal([0x33], Sbc.Heard);
        Alpha.Answers(invite, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_200_without_description_takes_that_of_its_183()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 183, Alpha.Sdp());
        Sbc.Receives("183");
        Alpha.Answers(invite, 200, sdp: "");
        var answer = Sbc.Receives("200 INVITE");
        Assert.NotEmpty(answer.Body);
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Early_media_of_one_fork_gives_way_to_the_answer_of_another()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 183, Alpha.SdpWith("sendrecv", port: 4100), tag: "fork-2");
        Sbc.Receives("183");
        Alpha.Answers(invite, 200, Alpha.Sdp(), tag: "fork-1");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        var ack = Alpha.Receives("ACK");
        Assert.Equal("fork-1", ack.ToTag);

        Sbc.Says(0x44);
        Alpha.Says(0x55);
        Assert.Equal([0x44], Alpha.Heard);
        Assert.Equal([0x55], Sbc.Heard);
        Ladder.HangUp(Alpha, Sbc);
    }

    [Fact]
    public void The_second_fork_that_answers_is_acknowledged_and_ended()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180, tag: "fork-1");
        Sbc.Receives("180");
        Alpha.Answers(invite, 200, tag: "fork-1");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Assert.Equal("fork-1", Alpha.Receives("ACK").ToTag);
        Alpha.Answers(invite, 200, tag: "fork-2");
        Assert.Equal("fork-2", Alpha.Receives("ACK").ToTag);
        var bye = Alpha.Receives("BYE");
        Assert.Equal("fork-2", bye.ToTag);
        Alpha.Answers(bye, 200);
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        var last = Alpha.Receives("BYE");
        Assert.Equal("fork-1", last.ToTag);
        Alpha.Answers(last, 200);
    }

    [Fact]
    public void Both_sides_hang_up_at_once()
    {
        Ladder.Connect();
        Sbc.Sends("BYE");
        var crossing = Alpha.Receives("BYE");
        Alpha.Sends("BYE");
        Alpha.Receives("200 BYE");
        Alpha.Answers(crossing, 200);
        Sbc.Receives("200 BYE");
        Assert.Equal(CallEndedBy.Caller, Ladder.Record.Cause!.EndedBy);
    }

    [Fact]
    public void INFO_crosses_with_its_body_and_comes_back_with_the_answer()
    {
        Ladder.Connect();
        Sbc.Sends("INFO", headers: "Info-Package: dtmf\nContent-Type: application/dtmf-relay\n", sdp: "");
        var info = Alpha.Receives("INFO");
        Assert.Equal("dtmf", info["Info-Package"]);
        Alpha.Answers(info, 200);
        Sbc.Receives("200 INFO");
        Ladder.HangUp(Alpha, Sbc);
    }

    [Fact]
    public void BYE_of_the_caller_in_the_early_dialog_ends_the_attempt()
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 180);
        Sbc.Receives("180");
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        Sbc.Receives("487");
        Alpha.Receives("CANCEL");
    }

    [Fact]
    public void Requests_follow_the_routes_that_the_proxies_recorded()
    {
        const string one = "<sip:10.0.1.1:5060;lr;p=one>", two = "<sip:10.0.2.1:5060;lr;p=two>";
        Sbc.Dials(Number, headers: $"Record-Route: {one}\n");
        Alpha.Answers(Alpha.Receives("INVITE"), 200, headers: $"Record-Route: {two}\n");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Assert.Equal(two, Alpha.Receives("ACK")["Route"]);
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        var bye = Alpha.Receives("BYE");
        Assert.Equal(two, bye["Route"]);
        Alpha.Answers(bye, 200);
    }
}
