using Telephony.Domain.Circuits;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Health;

/// <summary>DR-25 on the wire: what an open circuit keeps away, and how it closes.</summary>
public class CircuitTests : Scenario
{
    private static readonly CircuitPolicy Policy = new() { Failures = 3, Pause = TimeSpan.FromSeconds(20) };

    private static LadderSetup Setup(bool pings, CircuitPolicy policy) => new()
    {
        Trunks = ["alpha", "beta"],
        Pings = true,
        Trunk = (name, trunk) => name == "alpha"
            ? trunk with { Failover = trunk.Failover with { Breaker = policy }, Options = pings ? new OptionsPing { Interval = TimeSpan.FromSeconds(600) } : OptionsPing.Never }
            : trunk,
    };

    [Fact]
    public void Failed_calls_open_it_and_the_next_goes_straight_to_the_second_trunk()
    {
        Start(Setup(pings: false, Policy));
        for (var i = 0; i < 3; i++) Failing(500);
        Assert.Equal(TrunkAvailability.CircuitOpen, Ladder.HealthOf("alpha"));
        ByBeta();
        Alpha.ReceivesNothing();
        Ladder.Wait(1);
        Assert.Contains(Ladder.Record.Trace, static step => step is { Rule: DecisionRule.Trunk, Verdict: DecisionVerdict.Skipped, Input: "alpha.example", Detail: "its circuit is open: too many calls failed" });
    }

    [Fact]
    public void Refusals_of_the_callee_never_open_it()
    {
        Start(Setup(pings: false, Policy));
        foreach (var status in (int[])[404, 486, 603, 480, 404, 486])
        {
            Sbc.Dials(Number);
            Alpha.Answers(Alpha.Receives("INVITE"), status);
            Alpha.Receives("ACK");
            Sbc.Receives($"{status}");
        }
        Assert.Equal(TrunkAvailability.Available, Ladder.HealthOf("alpha"));
    }

    [Fact]
    public void Without_OPTIONS_one_call_tries_it_after_the_pause_while_others_pass_by()
    {
        Start(Setup(pings: false, Policy));
        for (var i = 0; i < 3; i++) Failing(503);
        Ladder.Wait(19);
        ByBeta();
        Ladder.Wait(2);
        Sbc.Dials(Number);
        var trial = Alpha.Receives("INVITE");
        var second = Other(Number);
        Alpha.ReceivesNothing();
        Beta.Answers(second, 486);
        Beta.Receives("ACK");
        Alpha.Answers(trial, 180);   // that is enough: it works
        Sbc.Sip.Clears();
        Assert.Equal(CircuitPhase.Closed, Ladder.Board.CircuitOf(Ladder.Trunk("alpha")).Phase);
        Alpha.Answers(trial, 486);
        Alpha.Receives("ACK");
    }

    [Fact]
    public void A_trial_that_fails_opens_it_for_twice_as_long()
    {
        Start(Setup(pings: false, Policy));
        for (var i = 0; i < 3; i++) Failing(503);
        Ladder.Wait(21);
        Failing(503);
        Ladder.Wait(38);
        ByBeta();
        Ladder.Wait(3);
        Failing(503);
    }

    [Fact]
    public void With_OPTIONS_the_trunk_is_asked_first_and_no_call_is_risked_until_it_answers()
    {
        Start(Setup(pings: true, Policy));
        Alpha.Answers(Alpha.Receives("OPTIONS"), 200);
        for (var i = 0; i < 3; i++) Failing(500);
        var probe = Alpha.Receives("OPTIONS", within: 22);
        ByBeta();
        Alpha.Answers(probe, 200);
        Sbc.Dials(Number);
        var trial = Alpha.Receives("INVITE");
        Alpha.Answers(trial, 486);   // the callee's own word: the trunk works
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        Assert.Equal(CircuitPhase.Closed, Ladder.Board.CircuitOf(Ladder.Trunk("alpha")).Phase);
    }

    [Fact]
    public void A_caller_who_gives_up_the_trial_leaves_its_place_to_the_next()
    {
        Start(Setup(pings: false, Policy));
        for (var i = 0; i < 3; i++) Failing(503);
        Ladder.Wait(21);
        Sbc.Dials(Number);
        var trial = Alpha.Receives("INVITE");
        Alpha.Answers(trial, 100);
        Sbc.Cancels();
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        Alpha.Answers(Alpha.Receives("CANCEL"), 200);
        Alpha.Answers(trial, 487);
        Alpha.Receives("ACK");
        Ladder.Wait(1);
        Failing(503);
    }

    [Fact]
    public void An_emergency_call_tries_a_trunk_with_an_open_circuit_when_no_other_is_left()
    {
        Start(Setup(pings: false, Policy) with { Routes = [Ladder.Route(@"^\+1", "alpha", "beta"), Ladder.Route("^911$", "alpha")] });
        for (var i = 0; i < 3; i++) Failing(503);
        Sbc.Dials("911");
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        Assert.Equal(TrunkAvailability.CircuitOpen, Ladder.HealthOf("alpha"));
    }

    private void Failing(int status)
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), status);
        Alpha.Receives("ACK");
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
        Ladder.Wait(0.3);   // until its record is closed
        Assert.Equal(AttemptResult.Rejected, Ladder.Record.Attempts[0].Result);
    }

    private void ByBeta()
    {
        Sbc.Dials(Number);
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
    }

    /// <summary>A second call while the first is under way.</summary>
    private Telephony.Support.Sip.PeerMessage Other(string number)
    {
        Sbc.Sip.Sends(Sbc.Sip.Request("INVITE", $"sip:{number}@{Ladder.Gateway}", "other-call", "other-tag", cseq: 1, body: Sbc.Sdp(), from: $"<sip:{Sbc.Number}@{Sbc.Address}>"), Ladder.Gateway);
        return Beta.Receives("INVITE");
    }
}
