using Telephony.Domain.Addresses;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Health;

/// <summary>A trunk with a place of its own and backups, as a service with three names: the parties alpha, beta and gamma are its places.</summary>
public sealed class BackupTests : Scenario
{
    private Party Gamma => Ladder["gamma"];

    [Fact]
    public void Places_are_tried_in_order_on_503_and_on_silence()
    {
        Start(Setup());
        Sbc.Dials(Number);
        var first = Alpha.Receives("INVITE");
        Assert.Contains("@10.0.2.1:5060", first.RequestUri);
        Alpha.Answers(first, 503);
        Alpha.Receives("ACK");
        Assert.Contains("@10.0.2.2:5060", Beta.Receives("INVITE").RequestUri);
        Ladder.Wait(4);
        Answer(Gamma);
        Ladder.HangUp(Sbc, Gamma);
        Assert.Equal([AttemptResult.Rejected, AttemptResult.NoReply, AttemptResult.Answered], Ladder.Record.Attempts.Select(static a => a.Result));
        Assert.All(Ladder.Record.Attempts, static attempt => Assert.Equal("alpha.example", attempt.Trunk.Value));
    }

    [Theory]
    [InlineData(486)]
    [InlineData(603)]
    [InlineData(404)]
    public void An_answer_of_the_callee_ends_the_search(int status)
    {
        Start(Setup());
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), status);
        Alpha.Receives("ACK");
        Sbc.Receives($"{status}");
        Beta.ReceivesNothing(1);
    }

    [Fact]
    public void When_no_place_is_left_the_next_trunk_of_the_route_is_tried()
    {
        Start(Setup(beyond: true));
        Sbc.Dials(Number);
        foreach (var place in new[] { Alpha, Beta, Gamma })
        {
            place.Answers(place.Receives("INVITE"), 503);
            place.Receives("ACK");
        }
        var other = Ladder["other"];
        Answer(other);
        Ladder.HangUp(Sbc, other);
    }

    [Fact]
    public void A_place_without_an_answer_is_tried_last_for_a_while()
    {
        Start(Setup());
        Sbc.Dials(Number);
        Alpha.Receives("INVITE");
        Ladder.Wait(4);
        Answer(Beta);
        Ladder.HangUp(Sbc, Beta);
        Assert.Equal(TrunkAvailability.Available, Ladder.HealthOf("alpha"));

        Sbc.Dials(Number);
        Answer(Beta);                              // at once
        Ladder.HangUp(Sbc, Beta);
        Ladder.Wait(31);
        Sbc.Dials(Number);
        Answer(Alpha);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void OPTIONS_go_to_every_place_one_answer_keeps_the_trunk_up_and_the_silent_ones_are_tried_last()
    {
        Start(Setup(new OptionsPing { Interval = TimeSpan.FromSeconds(20), Timeout = TimeSpan.FromSeconds(2) }) with { Pings = true });
        for (var round = 0; round < 4; round++)
        {
            Alpha.Receives("OPTIONS", 25);
            Beta.Answers(Beta.Receives("OPTIONS"), 200);
            Gamma.Answers(Gamma.Receives("OPTIONS"), 503);
            Ladder.Wait(3);
            Alpha.Sip.Clears();
        }
        Assert.Equal(TrunkAvailability.Available, Ladder.HealthOf("alpha"));
        var report = Ladder.Board.HealthOf(Ladder.Trunk("alpha")).Report(Ladder.Board.NowMs);
        Assert.Equal((PingStatus.Ok, 4, 0), (report.Ping, (int)report.PingsSent, (int)report.PingsLost));
        Sbc.Dials(Number);
        Answer(Beta);
        Ladder.HangUp(Sbc, Beta);

        Alpha.Answers(Alpha.Receives("OPTIONS", 25), 200);
        Sbc.Dials(Number);
        Answer(Alpha);
        Ladder.HangUp(Sbc, Alpha);
        Quiet();
    }

    [Fact]
    public void A_trunk_none_of_whose_places_answers_is_demoted()
    {
        Start(Setup(new OptionsPing { Interval = TimeSpan.FromSeconds(20), Timeout = TimeSpan.FromSeconds(2) }) with { Pings = true });
        Ladder.Wait(75);
        Assert.Equal(TrunkAvailability.Demoted, Ladder.HealthOf("alpha"));
        Quiet();
    }

    private void Answer(Party place)
    {
        place.Answers(place.Receives("INVITE"), 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        place.Receives("ACK");
    }

    /// <summary>No more pings: nothing may be left in the end.</summary>
    private void Quiet() => Ladder.Reload(static trunks => trunks.Select(static trunk => trunk with { Options = OptionsPing.Never }));

    private static LadderSetup Setup(OptionsPing? options = null, bool beyond = false) => new()
    {
        Trunks = ["alpha", "beta", "gamma", "other"],
        Trunk = (name, trunk) => name == "alpha" ? trunk with { Backups = [new HostPort("10.0.2.2", 5060), new HostPort("10.0.2.3", 5060)], Options = options ?? trunk.Options } : trunk,
        Routes = [Ladder.Route(@"^\+1", beyond ? ["alpha", "other"] : ["alpha"])],
    };
}
