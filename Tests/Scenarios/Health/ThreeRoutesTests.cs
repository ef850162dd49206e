using Telephony.Domain.Routing;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Health;

/// <summary>Acceptance 5: two routes with the same pattern and a wider third.</summary>
public class ThreeRoutesTests : Scenario
{
    private static readonly string[] Five = ["a", "b", "c", "d", "e"];

    public ThreeRoutesTests() => Start(new LadderSetup
    {
        Trunks = Five,
        Routes =
        [
            Ladder.Route(@"^\+1(425|206)\d{7}$", "a", "b") with { Name = "first" },
            Ladder.Route(@"^\+1(425|206)\d{7}$", "c", "d") with { Name = "second" },
            Ladder.Route(@"^\+1\d{10}$", "e") with { Name = "third" },
        ],
    });

    [Fact]
    public void All_five_trunks_are_tried_in_order()
    {
        Sbc.Dials("+14255550123");
        foreach (var name in Five[..4])
        {
            Ladder[name].Answers(Ladder[name].Receives("INVITE"), 503);
            Ladder[name].Receives("ACK");
        }
        Ladder["e"].Answers(Ladder["e"].Receives("INVITE"), 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Ladder["e"].Receives("ACK");
        Ladder.HangUp(Sbc, Ladder["e"]);
        Assert.Equal(["a.example", "b.example", "c.example", "d.example", "e.example"], Ladder.Record.Attempts.Select(static attempt => attempt.Trunk.Value));
    }

    [Fact]
    public void Another_area_code_goes_straight_to_the_fifth()
    {
        Sbc.Dials("+13215550123");
        Ladder["e"].Answers(Ladder["e"].Receives("INVITE"), 486);
        Ladder["e"].Receives("ACK");
        Sbc.Receives("486");
        Assert.Single(Ladder.Record.Attempts);
        Assert.Equal("third", Assert.Single(Ladder.Record.Trace, static step => step.Rule == DecisionRule.Route).Input);
    }
}
