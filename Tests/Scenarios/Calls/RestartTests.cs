using Telephony.Domain.Records;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

public class RestartTests : Scenario
{
    [Fact]
    public void After_a_crash_both_sides_of_an_answered_call_get_BYE_from_the_stored_dialogs()
    {
        const string one = "<sip:10.0.1.1:5060;lr;p=one>", two = "<sip:10.0.2.1:5060;lr;p=two>", three = "<sip:10.0.2.1:5060;lr;p=three>";
        var sent = Sbc.Dials(Number, headers: $"Record-Route: {one}\n");
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 200, headers: $"Record-Route: {three}\nRecord-Route: {two}\n");
        var answer = Sbc.Receives("200 INVITE");
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Sbc.Sends("INFO");
        var info = Alpha.Receives("INFO");
        Alpha.Answers(info, 200);
        Sbc.Receives("200 INFO");

        Ladder.CrashAndRestart();

        var first = Sbc.Receives("BYE");
        Assert.Equal((sent.CallId, sent.FromTag, answer.ToTag), (first.CallId, first.ToTag, first.FromTag));
        Assert.Equal([one], first.All("Route"));
        var second = Alpha.Receives("BYE");
        Assert.Equal((invite.CallId, invite.FromTag), (second.CallId, second.FromTag));
        Assert.True(second.CSeq > info.CSeq);
        Assert.Equal($"{two}, {three}", string.Join(", ", second.All("Route")));
        Assert.All([first, second], static bye => Assert.Contains("gateway restarted", bye["Reason"]));
        Sbc.Answers(first, 200);
        Alpha.Answers(second, 200);
        Assert.Equal(CallEndedBy.Gateway, Ladder.Record.Cause!.EndedBy);
    }

    [Fact]
    public void After_a_crash_a_call_that_was_not_answered_is_closed_in_its_record()
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 180);
        Sbc.Receives("180");
        Ladder.CrashAndRestart();
        Assert.Equal(503, Ladder.Record.Cause!.SipStatus);
    }

    [Fact]
    public async Task At_the_end_of_a_drain_the_calls_that_are_left_get_BYE()
    {
        Ladder.Connect();
        var drain = Ladder.Calls.DrainAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Ladder.Wait(9);
        Sbc.ReceivesNothing();
        var first = Sbc.Receives("BYE", within: 2);
        var second = Alpha.Receives("BYE");
        Assert.All([first, second], static bye => Assert.Contains("cause=41", bye["Reason"]));
        Sbc.Answers(first, 200);
        Alpha.Answers(second, 200);
        Ladder.Wait(6);
        await drain;
    }
}
