using Telephony.Domain.Trunks;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Health;

/// <summary>A trunk, or the node, is being drained: acceptance 13.</summary>
public class TrunkDrainTests : Scenario
{
    [Fact]
    public void A_drained_trunk_keeps_its_calls_gets_no_new_ones_and_its_OPTIONS_are_answered_503()
    {
        Start("alpha", "beta");
        Ladder.Connect();
        Ladder.Board.Drain(Ladder.Trunk("alpha"), on: true);

        Alpha.Sip.Sends(Alpha.Sip.Request("OPTIONS", $"sip:{Ladder.Gateway}", callId: "ping"), Ladder.Gateway);
        Assert.True(Alpha.Receives("503").Has("Retry-After"));
        Alpha.Sip.Sends(Alpha.Sip.Request("INVITE", $"sip:{Number}@{Ladder.Gateway}", "other", "tag", cseq: 1, body: Alpha.Sdp(), from: $"<sip:+1206@{Alpha.Address}>"), Ladder.Gateway);
        Assert.True(Alpha.Receives("503").Has("Retry-After"));

        Sbc.Says(7);
        Assert.Equal([7], Alpha.Heard);
        Sbc.Sip.Sends(Sbc.Sip.Request("INVITE", $"sip:{Number}@{Ladder.Gateway}", "second", "tag", cseq: 1, body: Sbc.Sdp(), from: $"<sip:+1206@{Sbc.Address}>"), Ladder.Gateway);
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        Sbc.Sip.Clears();
        Ladder.HangUp(Alpha, Sbc);

        Ladder.Board.Drain(Ladder.Trunk("alpha"), on: false);
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
    }

    [Fact]
    public void An_emergency_call_of_a_drained_trunk_is_let_in()
    {
        Start(new LadderSetup { Routes = [Ladder.Route("^112$", "alpha")], Trunk = static (name, trunk) => trunk with { Drain = name == "sbc" } });
        Sbc.Dials(Number);
        Sbc.Receives("503");
        Sbc.Dials("112");
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void The_file_of_a_trunk_may_drain_it()
    {
        Start(new LadderSetup { Trunks = ["alpha", "beta"], Trunk = static (name, trunk) => trunk with { Drain = name == "alpha" } });
        Assert.Equal(TrunkAvailability.Draining, Ladder.HealthOf("alpha"));
        Sbc.Dials(Number);
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
        Ladder.Wait(1);
        Assert.Contains(Ladder.Record.Trace, static step => step is { Input: "alpha.example", Detail: "draining: it takes no new calls" });
    }

    [Fact]
    public void A_node_that_drains_refuses_OPTIONS_and_new_calls_and_leaves_live_ones_alone()
    {
        Ladder.Connect();
        Ladder.Shard.Drain();
        Sbc.Sip.Sends(Sbc.Sip.Request("OPTIONS", $"sip:{Ladder.Gateway}", callId: "ping"), Ladder.Gateway);
        Assert.True(Sbc.Receives("503").Has("Retry-After"));
        Sbc.Sip.Sends(Sbc.Sip.Request("INVITE", $"sip:{Number}@{Ladder.Gateway}", "second", "tag", cseq: 1, body: Sbc.Sdp(), from: $"<sip:+1206@{Sbc.Address}>"), Ladder.Gateway);
        Assert.True(Sbc.Receives("503").Has("Retry-After"));
        Sbc.Says(3);
        Assert.Equal([3], Alpha.Heard);
        Alpha.Sends("INVITE", Alpha.Sdp().Replace("a=sendrecv", "a=sendonly", StringComparison.Ordinal));
        Sbc.Answers(Sbc.Receives("INVITE"), 200);
        Alpha.Acks(Alpha.Receives("200 INVITE"));
        Sbc.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }
}
