using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Scenarios.Calls;

public class FailoverTests : Scenario
{
    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public void A_trunk_that_cannot_hands_the_call_to_the_next_one_at_once(int status)
    {
        Start("alpha", "beta");
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), status);
        Alpha.Receives("ACK");
        var at = Ladder.Clock.Elapsed;
        var second = Beta.Receives("INVITE");
        Assert.Equal(at, Ladder.Clock.Elapsed);
        Beta.Answers(second, 180);
        Sbc.Receives("180");
        Beta.Answers(second, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Beta.Receives("ACK");
        Sbc.Says(7);
        Assert.Equal([7], Beta.Heard);
        Ladder.HangUp(Sbc, Beta);
        Assert.Equal([AttemptResult.Rejected, AttemptResult.Answered], Ladder.Record.Attempts.Select(a => a.Result));
        Assert.Equal("beta.example", Ladder.Record.ToTrunk.Value);
    }

    [Fact]
    public void Silence_moves_on_after_noReply_and_not_before()
    {
        Start("alpha", "beta");
        Sbc.Dials(Number);
        Alpha.Receives("INVITE");
        Ladder.Wait(3.99);
        Beta.ReceivesNothing();
        var second = Beta.Receives("INVITE", within: 0.02);
        Beta.Answers(second, 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
        Assert.Equal([AttemptResult.NoReply, AttemptResult.Rejected], Ladder.Record.Attempts.Select(a => a.Result));
        Assert.Equal(4000, Ladder.Record.Attempts[0].WaitedMs);
    }

    [Fact]
    public void A_100_and_nothing_more_moves_on_after_noProgress()
    {
        Start("alpha", "beta");
        Sbc.Dials(Number);
        var first = Alpha.Receives("INVITE");
        Alpha.Answers(first, 100);
        Ladder.Wait(9.99);
        Beta.ReceivesNothing();
        var second = Beta.Receives("INVITE", within: 0.02);
        var cancel = Alpha.Receives("CANCEL");
        Alpha.Answers(cancel, 200);
        Alpha.Answers(first, 487);
        Alpha.Receives("ACK");
        Beta.Answers(second, 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
        Assert.Equal(AttemptResult.NoProgress, Ladder.Record.Attempts[0].Result);
    }

    [Fact]
    public void A_trunk_that_rings_is_waited_for()
    {
        Start("alpha", "beta");
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Sbc.Receives("180");
        Beta.ReceivesNothing(60);
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void A_place_without_a_way_moves_on_at_once()
    {
        Start("alpha", "beta");
        Ladder.Network.SetLink(Alpha.Address, new LinkOptions(RefusedLater: true));
        Sbc.Dials(Number);
        var invite = Beta.Receives("INVITE", within: 0.01);
        Beta.Answers(invite, 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
        Assert.Equal(AttemptResult.TransportFailed, Ladder.Record.Attempts[0].Result);
    }

    [Fact]
    public void A_refused_connection_moves_on()
    {
        Start(new LadderSetup { Trunks = ["alpha", "beta"], Tcp = true, Trunk = static (name, trunk) => name == "alpha" ? trunk with { Transport = SignallingTransport.Tcp } : trunk });
        Ladder.Network.SetLink(Alpha.Address, new LinkOptions(Unreachable: true));
        Sbc.Dials(Number);
        var invite = Beta.Receives("INVITE");
        Beta.Answers(invite, 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
        Assert.Equal(AttemptResult.TransportFailed, Ladder.Record.Attempts[0].Result);
    }

    [Fact]
    public void A_late_200_of_an_abandoned_attempt_is_acknowledged_and_ended()
    {
        Start("alpha", "beta");
        Sbc.Dials(Number);
        var late = Alpha.Receives("INVITE");
        var second = Beta.Receives("INVITE", within: 5);
        Alpha.Answers(late, 200);
        Alpha.Receives("ACK");
        Alpha.Answers(Alpha.Receives("BYE"), 200);
        Beta.Answers(second, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Beta.Receives("ACK");
        Ladder.HangUp(Sbc, Beta);
    }

    [Fact]
    public void A_late_180_of_an_abandoned_attempt_is_cancelled_and_not_passed_on()
    {
        Start("alpha", "beta");
        Sbc.Dials(Number);
        var late = Alpha.Receives("INVITE");
        var second = Beta.Receives("INVITE", within: 5);
        Alpha.Answers(late, 180);
        Alpha.Answers(Alpha.Receives("CANCEL"), 200);
        Alpha.Answers(late, 487);
        Alpha.Receives("ACK");
        Sbc.ReceivesNothing();
        Beta.Answers(second, 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void At_most_five_attempts_are_made()
    {
        string[] six = ["a", "b", "c", "d", "e", "f"];
        Start(six);
        Sbc.Dials(Number);
        foreach (var name in six[..5])
        {
            Ladder[name].Answers(Ladder[name].Receives("INVITE"), 500);
            Ladder[name].Receives("ACK");
        }
        Sbc.Receives("500");
        Ladder["f"].ReceivesNothing(5);
        Assert.Equal(5, Ladder.Record.Attempts.Count);
    }

    [Fact]
    public void No_attempt_begins_after_25_seconds_of_searching()
    {
        Start("a", "b", "c", "d");
        Sbc.Dials(Number);
        foreach (var name in (string[])["a", "b", "c"])
        {
            var invite = Ladder[name].Receives("INVITE", within: 11);
            Ladder[name].Answers(invite, 100);
        }
        Sbc.Receives("504", within: 11);
        Ladder["d"].ReceivesNothing(5);
    }

    [Fact]
    public void A_503_with_Retry_After_rests_the_trunk()
    {
        Start("alpha", "beta");
        Refuse("Retry-After: 30\n");
        Assert.Equal(TrunkAvailability.Resting, Ladder.HealthOf("alpha"));
        Ladder.Wait(29);
        Sbc.Dials(Number);
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
        Ladder.Wait(2);
        Assert.Equal(TrunkAvailability.Available, Ladder.HealthOf("alpha"));
    }

    [Fact]
    public void A_503_without_Retry_After_rests_nobody()
    {
        Start("alpha", "beta");
        Refuse("");
        Assert.Equal(TrunkAvailability.Available, Ladder.HealthOf("alpha"));
    }

    [Fact]
    public void Three_routes_are_tried_in_order_and_a_number_of_the_last_one_goes_straight_there()
    {
        Start(new LadderSetup
        {
            Trunks = ["sbc1", "sbc2", "sbc3", "sbc4", "sbc5"],
            Routes = [Ladder.Route(@"^\+1(425|206)(\d{7})$", "sbc1", "sbc2"), Ladder.Route(@"^\+1(425|206)(\d{7})$", "sbc3", "sbc4"), Ladder.Route(@"^\+1(\d{10})$", "sbc5")],
        });
        Sbc.Dials(Number);
        foreach (var name in (string[])["sbc1", "sbc2", "sbc3", "sbc4"])
        {
            Ladder[name].Answers(Ladder[name].Receives("INVITE"), 503);
            Ladder[name].Receives("ACK");
        }
        Ladder["sbc5"].Answers(Ladder["sbc5"].Receives("INVITE"), 486);
        Ladder["sbc5"].Receives("ACK");
        Sbc.Receives("486");

        Sbc.Dials("+13605550123");
        Ladder["sbc5"].Answers(Ladder["sbc5"].Receives("INVITE"), 486);
        Ladder["sbc5"].Receives("ACK");
        Sbc.Receives("486");
        Ladder.Wait(0.2);
        Assert.Equal([1, 5], Ladder.Records.Select(static record => record.Attempts.Count).Order());
    }

    [Fact]
    public void A_full_trunk_is_passed_over()
    {
        Start(new LadderSetup { Trunks = ["alpha", "beta"], Trunk = static (name, trunk) => name == "alpha" ? trunk with { Limits = new() { Channels = 0 } } : trunk });
        Sbc.Dials(Number);
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
        Assert.Contains(Ladder.Record.Trace, static step => step is { Input: "alpha.example", Verdict: Domain.Routing.DecisionVerdict.Skipped });
    }

    private void Refuse(string headers)
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 503, headers: headers);
        Alpha.Receives("ACK");
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
    }
}
