using Telephony.Domain.Trunks;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Health;

/// <summary>Acceptance 2: OPTIONS silence of 181 s demotes at the usual settings, two answers restore, the share of calls grows over 30 s.</summary>
public class ComingBackTests : Scenario
{
    [Fact]
    public void Silence_of_181_s_demotes_two_answers_restore_and_the_share_grows_over_30_s()
    {
        Start(new LadderSetup { Trunks = ["alpha", "beta"], Pings = true, Trunk = static (name, trunk) => name == "alpha" ? trunk with { Options = OptionsPing.Usual } : trunk });
        Alpha.Answers(Alpha.Receives("OPTIONS"), 200);
        Ladder.Wait(181 + 18);   // a tenth of jitter on each interval
        Assert.Equal(TrunkAvailability.Demoted, Ladder.HealthOf("alpha"));
        Alpha.Sip.Clears();

        Alpha.Answers(Alpha.Receives("OPTIONS", within: 70), 200);
        Assert.Equal(TrunkAvailability.Demoted, Ladder.HealthOf("alpha"));
        Alpha.Answers(Alpha.Receives("OPTIONS", within: 70), 200);
        Assert.Equal(TrunkAvailability.Available, Ladder.HealthOf("alpha"));

        double[] shares = [ShareOfAlpha(), ShareOfAlpha(), ShareOfAlpha()];
        Assert.InRange(shares[0], 0.02, 0.35);                   // the first 10 s: a tenth to a third
        Assert.InRange(shares[1], 0.3, 0.7);
        Assert.InRange(shares[2], 0.65, 1);
        Ladder.Wait(1);
        Assert.Equal(1, ShareOfAlpha());
    }

    /// <summary>Ten calls a second for ten seconds; the other trunk takes those that are not alpha's.</summary>
    private double ShareOfAlpha()
    {
        var first = 0;
        for (var i = 0; i < 100; i++)
        {
            Sbc.Dials(Number);
            Ladder.Wait(0.1);
            var party = Alpha.Sip.Waiting > 0 ? Alpha : Beta;
            if (party == Alpha) first++;
            party.Answers(party.Receives("INVITE"), 486);
            party.Receives("ACK");
            Sbc.Receives("486");
        }
        return first / 100.0;
    }
}
