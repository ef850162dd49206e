using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Health;

/// <summary>The hourly limits of a trunk over whole calls, and its capacity alarm.</summary>
public class LimitTests : Scenario
{
    [Fact]
    public void Calls_beyond_callsPerHour_are_refused_without_Retry_After_until_the_first_is_an_hour_old()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => name == "sbc" ? trunk with { Limits = new() { CallsPerHour = 2 } } : trunk });
        Passes();
        Ladder.Wait(1800);
        Passes();
        Sbc.Dials(Number);
        Assert.False(Sbc.Receives("503").Has("Retry-After"));
        Ladder.Wait(1);
        Assert.Contains(Ladder.Record.Trace, static step => step is { Rule: DecisionRule.Limit, Detail: "limits.callsPerHour" });
        Ladder.Wait(1860);
        Passes();
    }

    [Fact]
    public void A_trunk_over_callsPerHour_is_passed_over_on_the_way_out()
    {
        Start(new LadderSetup { Trunks = ["alpha", "beta"], Trunk = static (name, trunk) => name == "alpha" ? trunk with { Limits = new() { CallsPerHour = 1 } } : trunk });
        Passes();
        Sbc.Dials(Number);
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
        Ladder.Wait(1);
        Assert.Contains(Ladder.Record.Trace, static step => step is { Rule: DecisionRule.Trunk, Input: "alpha.example", Detail: "limits.callsPerHour" });
    }

    [Fact]
    public void Minutes_of_a_running_call_count_and_it_is_not_cut_off_when_they_are_used_up()
    {
        Start(new LadderSetup { Options = static o => o with { EndOnMediaTimeout = false }, Trunk = static (name, trunk) => name == "sbc" ? trunk with { Limits = new() { MinutesPerHour = 10 } } : trunk });
        Ladder.Connect();
        Ladder.Wait(601);
        Sbc.Sip.Sends(Sbc.Sip.Request("INVITE", $"sip:{Number}@{Ladder.Gateway}", "second", "tag", cseq: 1, body: Sbc.Sdp(), from: $"<sip:+1206@{Sbc.Address}>"), Ladder.Gateway);
        Assert.False(Sbc.Receives("503").Has("Retry-After"));
        Ladder.HangUp(Sbc, Alpha);
        Ladder.Wait(2900);
        Sbc.Dials(Number);
        Sbc.Receives("503");
        Ladder.Wait(800);
        Passes();
    }

    [Fact]
    public void The_capacity_alarm_rises_at_nine_tenths_and_falls_below_eight()
    {
        Start(new LadderSetup { Pings = true, Trunk = static (name, trunk) => name == "sbc" ? trunk with { Limits = new() { Channels = 10 } } : trunk });
        var limiter = Ladder.Board.LimiterOf(Ladder.Trunk("sbc"));
        var alarm = Ladder.Board.AlarmOf(Ladder.Trunk("sbc"));
        for (var i = 0; i < 8; i++) limiter.TryTake(CallDirection.Inbound, Ladder.Board.NowMs);
        Ladder.Wait(2);
        Assert.False(alarm.IsRaised);
        Passes();   // the ninth, for a moment between two looks
        Ladder.Wait(0.8);
        Assert.True(alarm.IsRaised);
        Ladder.Wait(1);
        Assert.False(alarm.IsRaised);
        for (var i = 0; i < 2; i++) limiter.TryTake(CallDirection.Inbound, Ladder.Board.NowMs);
        Ladder.Wait(2);
        Assert.True(alarm.IsRaised);
        limiter.Release(null, Ladder.Board.NowMs);
        Ladder.Wait(2);
        Assert.True(alarm.IsRaised);
        for (var i = 0; i < 9; i++) limiter.Release(null, Ladder.Board.NowMs);
        Ladder.Wait(2);
        Assert.False(alarm.IsRaised);
    }

    [Theory]
    [InlineData("channels")]
    [InlineData("cpsIn")]
    [InlineData("requestsPerSecond")]
    [InlineData("callsPerHour")]
    [InlineData("minutesPerHour")]
    public void An_emergency_call_comes_in_whatever_the_limits_of_its_trunk_say(string limit)
    {
        var limits = limit switch
        {
            "channels" => new TrunkLimits { Channels = 0 },
            "cpsIn" => new TrunkLimits { CpsIn = 0 },
            "requestsPerSecond" => new TrunkLimits { RequestsPerSecond = 0 },
            "callsPerHour" => new TrunkLimits { CallsPerHour = 0 },
            _ => new TrunkLimits { MinutesPerHour = 0 },
        };
        Start(new LadderSetup { Routes = [Ladder.Route("^911$", "alpha"), Ladder.Route(@"^\+1", "alpha")], Trunk = (_, trunk) => trunk with { Limits = limits } });
        Sbc.Dials(Number);
        Sbc.Receives("503");
        Sbc.Dials("911");
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_emergency_call_ends_the_youngest_other_call_when_all_channels_are_taken(bool preempts)
    {
        Start(new LadderSetup
        {
            Routes = [Ladder.Route("^911$", "alpha"), Ladder.Route(@"^\+1", "alpha")],
            Trunk = (name, trunk) => name == "alpha" ? trunk with { Limits = new() { Channels = 2, Preempt = preempts } } : trunk,
        });
        Ladder.Connect();
        var older = (Sbc.Park(), Alpha.Park());
        Ladder.Wait(1);
        Ladder.Connect();
        var younger = (Sbc.Park(), Alpha.Park());
        Sbc.Dials("911");
        if (preempts)
        {
            var bye = Alpha.Receives("BYE");
            Assert.StartsWith("Q.850;cause=8;", bye["Reason"]);
            Alpha.Answers(bye, 200);
            Sbc.Answers(Sbc.Receives("BYE"), 200);
        }
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Assert.Equal(preempts ? 2 : 3, Ladder.Board.LimiterOf(Ladder.Trunk("alpha")).ChannelsInUse);
        Ladder.HangUp(Sbc, Alpha);
        foreach (var (near, far) in preempts ? [older] : new[] { younger, older })
        {
            Sbc.Resume(near);
            Alpha.Resume(far);
            Ladder.HangUp(Sbc, Alpha);
        }
        Ladder.Wait(1);
        if (preempts) Assert.Equal((Domain.Records.CallEndedBy.Gateway, 8), (Ladder.Records[0].Cause!.EndedBy, Ladder.Records[0].Cause!.Q850));
    }

    [Fact]
    public void A_second_emergency_call_leaves_the_first_one_alone()
    {
        Start(new LadderSetup
        {
            Routes = [Ladder.Route("^911$", "alpha")],
            Trunk = static (name, trunk) => name == "alpha" ? trunk with { Limits = new() { Channels = 1 } } : trunk,
        });
        Ladder.Connect(number: "911");
        var first = (Sbc.Park(), Alpha.Park());
        Ladder.Connect(number: "911");
        Ladder.HangUp(Sbc, Alpha);
        Sbc.Resume(first.Item1);
        Alpha.Resume(first.Item2);
        Ladder.HangUp(Sbc, Alpha);
    }

    private void Passes()
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        Ladder.Wait(0.3);   // until its record is closed
    }
}
