using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Network;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>
/// DR-40 within calls: the trunk <c>alpha</c> is a name, which DNS leads to two servers; here the party alpha is the first of them and beta the second. Silence,
/// errors and 503 lead on to the next address of the same trunk, and what did not answer comes last for half a minute.
/// </summary>
public class NameFailoverTests : Scenario
{
    private readonly ScriptedZone _zone = new();

    [Fact]
    public void Silence_at_the_first_address_leads_to_the_second_which_is_called_first_for_half_a_minute()
    {
        StartWithName();
        Sbc.Dials(Number);
        Alpha.Receives("INVITE");
        Ladder.Wait(3.9);
        Beta.ReceivesNothing();
        Refuses(Beta, 486, within: 0.2);
        Assert.Equal([AttemptResult.NoReply, AttemptResult.Rejected], Ladder.Record.Attempts.Select(static a => a.Result));
        Assert.All(Ladder.Record.Attempts, static attempt => Assert.Equal("alpha.example", attempt.Trunk.Value));
        Assert.Equal(["10.0.2.1:5060", "10.0.2.2:5060"], Ladder.Record.Attempts.Select(static a => a.Address.ToString()));

        Sbc.Dials(Number);
        Refuses(Beta, 486);
        Ladder.Wait(30);
        Sbc.Dials(Number);
        Refuses(Alpha, 486);
    }

    [Fact]
    public void A_503_leads_to_the_second_address_at_once_and_a_603_to_none()
    {
        StartWithName();
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 503);
        Alpha.Receives("ACK");
        Refuses(Beta, 603);
        Ladder.Wait(31);
        Sbc.Dials(Number);
        Refuses(Alpha, 603);
        Beta.ReceivesNothing(1);
    }

    [Fact]
    public void A_dead_address_that_answers_as_the_last_resort_is_alive_again()
    {
        StartWithName();
        Sbc.Dials(Number);
        Alpha.Receives("INVITE");
        Refuses(Beta, 486, within: 5);
        Sbc.Dials(Number);
        Beta.Answers(Beta.Receives("INVITE"), 503);
        Beta.Receives("ACK");
        Refuses(Alpha, 486);
        Sbc.Dials(Number);   // alpha has answered, beta has not
        Refuses(Alpha, 486);
    }

    [Fact]
    public void When_no_address_is_left_the_next_trunk_is_tried()
    {
        StartWithName("gamma");
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 503);
        Alpha.Receives("ACK");
        Beta.Answers(Beta.Receives("INVITE"), 503);
        Beta.Receives("ACK");
        Refuses(Ladder["gamma"], 486);
        Assert.Equal(["alpha.example", "alpha.example", "gamma.example"], Ladder.Record.Attempts.Select(static a => a.Trunk.Value));
    }

    [Fact]
    public void A_name_that_leads_nowhere_is_an_attempt_with_a_sentence_and_the_next_trunk_is_tried()
    {
        Start(new LadderSetup { Zone = _zone, Trunks = ["alpha", "gamma"], Trunk = static (name, trunk) => name == "alpha" ? trunk with { Address = null } : trunk });
        Sbc.Dials(Number);
        Refuses(Ladder["gamma"], 486);
        Assert.Equal(AttemptResult.TransportFailed, Ladder.Record.Attempts[0].Result);
        Assert.Contains("alpha.example leads to no address", Ladder.Record.Attempts[0].Text);
    }

    [Fact]
    public void A_caller_who_hangs_up_while_the_name_is_looked_up_leaves_nothing()
    {
        StartWithName();
        _zone.HoldBack = true;
        Sbc.Dials(Number);
        Sbc.Cancels();
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        _zone.Release();
        Alpha.ReceivesNothing(1);
    }

    private void StartWithName(params string[] more)
    {
        _zone.Srv("_sip._udp.alpha.example", (10, 0, 5060, "one.alpha.example"), (20, 0, 5060, "two.alpha.example")).A("one.alpha.example", "10.0.2.1").A("two.alpha.example", "10.0.2.2");
        Start(new LadderSetup
        {
            Zone = _zone,
            Trunks = ["alpha", "beta", .. more],
            Routes = [Ladder.Route(@"^\+1", ["alpha", .. more])],
            Trunk = static (name, trunk) => name == "alpha" ? trunk with { Address = null, Options = OptionsPing.Never } : trunk,
        });
    }

    private void Refuses(Party who, int status, double within = 1)
    {
        PeerMessage invite = who.Receives("INVITE", within);
        who.Answers(invite, status);
        who.Receives("ACK");
        Sbc.Receives(status.ToString());
    }
}
