using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class HealthTrackerTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Three_misses_demote_and_two_answers_restore()
    {
        var health = new TrunkHealthTracker(OptionsPing.Usual);
        Assert.Equal(HealthEffects.ReportActive, Answered(health, 0));
        Assert.Equal(HealthEffects.None, health.OnPingLost("timeout", 60_000, At));
        Assert.Equal(HealthEffects.None, health.OnPingLost("timeout", 120_000, At));
        Assert.Equal(TrunkAvailability.Available, health.Availability(120_000));
        Assert.Equal(HealthEffects.ReportInactive, health.OnPingLost("timeout", 180_000, At));
        Assert.Equal(TrunkAvailability.Demoted, health.Availability(10_000_000));
        Assert.Equal(HealthEffects.None, Answered(health, 240_000));
        Assert.Equal(TrunkAvailability.Demoted, health.Availability(240_000));
        Assert.Equal(HealthEffects.ReportActive | HealthEffects.SlowStart, Answered(health, 300_000));
        Assert.Equal(TrunkAvailability.Available, health.Availability(300_000));
    }

    [Fact]
    public void A_trunk_of_which_nothing_is_known_is_tried() => Assert.Equal(TrunkAvailability.Available, new TrunkHealthTracker(OptionsPing.Usual).Availability(0));

    [Fact]
    public void A_silent_peer_without_our_pings_is_demoted_after_three_intervals_and_tried_again()
    {
        var health = new TrunkHealthTracker(OptionsPing.Never);
        health.OnPeerPing("SBC", "INVITE", 0, At);
        Assert.Equal(HealthEffects.None, health.OnTick(180_000, At));
        Assert.True(health.OnTick(181_000, At).HasFlag(HealthEffects.ReportInactive));
        Assert.Equal(TrunkAvailability.Demoted, health.Availability(181_000));
        Assert.Equal(InactiveReason.NoRecentCallsAndPings, health.Report(181_000).Reason);
        Assert.Equal(TrunkAvailability.Available, health.Availability(211_000));
        health.OnTick(211_000, At);
        Assert.Equal(HealthPhase.Unknown, health.Report(211_000).Phase);
        Assert.True(health.OnCallUnreachable("timeout", 212_000, At).HasFlag(HealthEffects.ReportInactive));
    }

    [Fact]
    public void A_carrier_that_never_pings_is_judged_by_its_calls()
    {
        var health = new TrunkHealthTracker(OptionsPing.Never);
        Assert.Equal(HealthEffects.None, health.OnTick(10_000_000, At));
        Assert.Equal(HealthEffects.ReportActive, health.OnCallAlive(1, At));
        health.OnCallUnreachable("no reply", 2, At);
        health.OnCallUnreachable("no reply", 3, At);
        Assert.Equal(TrunkAvailability.Available, health.Availability(3));
        health.OnCallUnreachable("no reply", 4, At);
        Assert.Equal(TrunkAvailability.Demoted, health.Availability(5));
        Assert.Equal(InactiveReason.NoRecentPings, health.Report(5).Reason);
    }

    [Fact]
    public void The_report_speaks_the_words_of_the_api()
    {
        var health = new TrunkHealthTracker(OptionsPing.Usual);
        Assert.Equal("unknown unknown ", Words(health.Report(0)));
        health.OnPingResponse(405, TimeSpan.FromMilliseconds(12), "Carrier/1", "INVITE, ACK", 0, At);
        var report = health.Report(1000);
        Assert.Equal("ok active ", Words(report));
        Assert.Equal((TimeSpan.FromMilliseconds(12), 1L, 0L, "Carrier/1", "INVITE, ACK"), (report.RoundTrip, report.PingsSent, report.PingsLost, report.PeerSoftware, report.PeerAllow));
        Assert.Equal("expired active ", Words(health.Report(180_001)));
        for (var i = 0; i < 3; i++) health.OnPingResponse(503, TimeSpan.Zero, "", "", 200_000, At);
        Assert.Equal("error inactive noRecentCallsAndPings", Words(health.Report(200_000)));
        Assert.Equal("OPTIONS had 503", health.Report(200_000).LastError);
    }

    [Fact]
    public void Retry_after_rests_one_address_for_a_minute_at_most()
    {
        var health = new TrunkHealthTracker(OptionsPing.Usual);
        health.Rest(1, 5060, TimeSpan.FromSeconds(3), whole: false, 0);
        health.Rest(2, 5060, TimeSpan.FromHours(1), whole: false, 0);
        Assert.Equal((true, false, true), (health.IsResting(1, 5060, 2_999), health.IsResting(1, 5070, 0), health.IsResting(2, 5060, 59_999)));
        Assert.Equal((false, false), (health.IsResting(1, 5060, 3_000), health.IsResting(2, 5060, 60_000)));
        Assert.Equal(TrunkAvailability.Available, health.Availability(0));
        health.Rest(3, 5060, TimeSpan.FromSeconds(3), whole: true, 0);
        Assert.Equal(TrunkAvailability.Resting, health.Availability(2_999));
        Assert.Equal(TrunkAvailability.Available, health.Availability(3_000));
    }

    private static HealthEffects Answered(TrunkHealthTracker health, long nowMs) => health.OnPingResponse(200, TimeSpan.FromMilliseconds(5), "", "", nowMs, At);

    private static string Words(TrunkHealthReport report) => $"{report.Ping.ToWord()} {report.Overall.ToWord()} {report.Reason.ToWord()}";
}
