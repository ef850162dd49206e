using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

public class HealthTests : Scenario
{
    private static readonly LadderSetup Setup = new()
    {
        Trunks = ["alpha", "beta"],
        Pings = true,
        Trunk = static (name, trunk) => name == "alpha" ? trunk with { Options = new OptionsPing { Interval = TimeSpan.FromSeconds(20), Timeout = TimeSpan.FromSeconds(2) } } : trunk,
    };

    [Fact]
    public void Three_silent_OPTIONS_demote_a_trunk_and_two_answers_restore_it()
    {
        Start(Setup);
        var ping = Answered(2);
        Assert.Equal("<sip:gw.example>", ping["From"].Split(";tag")[0]);
        Assert.True(ping.Has("Contact"));
        Alpha.Sip.Clears();

        Ladder.Wait(75);   // three intervals of up to 22 s, and their timeouts
        Assert.Equal(TrunkAvailability.Demoted, Ladder.HealthOf("alpha"));
        Assert.Equal(OverallStatus.Inactive, Ladder.Board.HealthOf(Ladder.Trunk("alpha")).Report(Ladder.Board.NowMs).Overall);
        Alpha.Sip.Clears();
        Sbc.Dials(Number);
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");

        Answered(1);
        Assert.Equal(TrunkAvailability.Demoted, Ladder.HealthOf("alpha"));
        Answered(1);
        Assert.Equal(TrunkAvailability.Available, Ladder.HealthOf("alpha"));
    }

    [Fact]
    public void A_404_to_OPTIONS_shows_life_and_a_503_does_not()
    {
        Start(Setup);
        Answered(1, 404);
        Assert.Equal(OverallStatus.Active, Ladder.Board.HealthOf(Ladder.Trunk("alpha")).Report(Ladder.Board.NowMs).Overall);
        Answered(3, 503);
        Assert.Equal(TrunkAvailability.Demoted, Ladder.HealthOf("alpha"));
    }

    [Fact]
    public void Pings_keep_their_interval_within_a_tenth_and_are_not_all_alike()
    {
        Start(Setup);
        var gaps = new List<double>();
        Answered(1);
        var last = Ladder.Clock.Elapsed;
        for (var i = 0; i < 20; i++)
        {
            Answered(1);
            gaps.Add((Ladder.Clock.Elapsed - last).TotalSeconds);
            last = Ladder.Clock.Elapsed;
        }
        Assert.All(gaps, static gap => Assert.InRange(gap, 18, 22.001));
        Assert.True(gaps.Distinct().Count() > 10);
    }

    private PeerMessage Answered(int times, int status = 200)
    {
        PeerMessage ping = null!;   // set in the first round
        for (var i = 0; i < times; i++)
        {
            ping = Alpha.Receives("OPTIONS", within: 23);
            Alpha.Answers(ping, status);
        }
        return ping;
    }
}
