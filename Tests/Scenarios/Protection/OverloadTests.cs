using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Scenarios.Protection;

/// <summary>What a signalling loop that is too slow refuses, and what it never refuses. The wait is as the test says.</summary>
public class OverloadTests : Scenario
{
    private static readonly LadderSetup Setup = new() { Routes = [Ladder.Route(@"^\+1", "alpha"), Ladder.Route("^911$", "alpha")] };

    [Fact]
    public void Overload_refuses_new_calls_and_OPTIONS_with_Retry_After_and_leaves_live_calls_alone()
    {
        Start(Setup);
        Ladder.Connect();
        Overload();
        Other("one", Number);
        Assert.True(Sbc.Receives("503 INVITE").Has("Retry-After"));
        Sbc.Pings();
        Assert.True(Sbc.Receives("503 OPTIONS").Has("Retry-After"));
        Alpha.ReceivesNothing();

        Alpha.Sends("INVITE", Alpha.Sdp().Replace("a=sendrecv", "a=sendonly", StringComparison.Ordinal));
        Sbc.Answers(Sbc.Receives("INVITE"), 200);
        Alpha.Acks(Alpha.Receives("200 INVITE"));
        Sbc.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
        Assert.True(Ladder.Calls.Statistics.Shed >= 2);

        Waits(0);
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void An_emergency_call_is_let_in()
    {
        Start(Setup);
        Overload();
        Sbc.Dials("911");
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        Waits(0);
    }

    [Fact]
    public void A_short_pause_of_the_machine_refuses_nobody()
    {
        Start(Setup);
        Waits(400);
        for (var i = 0; i < 20; i++) Sbc.Pings();
        Waits(0);
        Sbc.Pings();
        for (var i = 0; i < 21; i++) Sbc.Receives("200 OPTIONS");
    }

    private void Waits(double milliseconds) => ((VirtualLoop)Ladder.Shard.Loop).QueueDelayMilliseconds = milliseconds;

    /// <summary>A queue that stands: three times the limit, for longer than a moment.</summary>
    private void Overload()
    {
        Waits(400);
        for (var i = 0; i < 4; i++)
        {
            Sbc.Pings();
            Ladder.Wait(0.1);
        }
        Sbc.Sip.Clears();
    }

    private void Other(string call, string number) => Sbc.Sip.Sends(
        Sbc.Sip.Request("INVITE", $"sip:{number}@{Ladder.Gateway}", call, "tag", cseq: 1, body: Sbc.Sdp(), from: $"<sip:+1206@{Sbc.Address}>"), Ladder.Gateway);
}
