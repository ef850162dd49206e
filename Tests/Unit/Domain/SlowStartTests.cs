using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class SlowStartTests
{
    [Fact]
    public void The_share_grows_from_a_tenth_to_all_within_its_length()
    {
        var slow = new SlowStart();
        Assert.Equal(1, slow.Share(5_000));
        slow.Begin(TimeSpan.FromSeconds(30), 10_000);
        Assert.Equal([0.1, 0.1, 0.5, 0.9, 1], ((long[])[10_000, 13_000, 25_000, 37_000, 40_000]).Select(slow.Share));
    }

    [Fact]
    public void A_length_of_zero_is_no_slow_start()
    {
        var slow = new SlowStart();
        slow.Begin(TimeSpan.Zero, 10_000);
        Assert.Equal(1, slow.Share(10_000));
    }

    [Fact]
    public void A_trunk_that_was_never_inactive_does_not_start_slowly()
    {
        var tracker = new TrunkHealthTracker(OptionsPing.Usual);
        Assert.Equal(HealthEffects.ReportActive, tracker.OnCallAlive(0, DateTimeOffset.UnixEpoch));
        for (var i = 0; i < 3; i++) tracker.OnPingLost("silence", 0, DateTimeOffset.UnixEpoch);
        Assert.Equal(HealthEffects.None, Ping());
        Assert.Equal(HealthEffects.ReportActive | HealthEffects.SlowStart, Ping());

        HealthEffects Ping() => tracker.OnPingResponse(200, TimeSpan.Zero, "", "", 0, DateTimeOffset.UnixEpoch);
    }
}

public sealed class CapacityAlarmTests
{
    [Fact]
    public void It_rings_once_at_nine_tenths_and_is_quiet_again_at_eight()
    {
        var alarm = new CapacityAlarm();
        var changes = ((int[])[26, 27, 30, 26, 25, 27, 24, 24, 27]).Select(peak => alarm.Look(peak, 30, 0.9));
        Assert.Equal("None Raised None None None None Cleared None Raised", string.Join(' ', changes));
    }

    [Fact]
    public void Without_channels_there_is_none_and_a_limit_that_is_taken_away_clears_it()
    {
        var alarm = new CapacityAlarm();
        Assert.Equal(AlarmChange.None, alarm.Look(1_000_000, null, 0.9));
        Assert.Equal(AlarmChange.None, alarm.Look(0, 0, 0.9));
        Assert.Equal(AlarmChange.Raised, alarm.Look(9, 10, 0.9));
        Assert.Equal(AlarmChange.Cleared, alarm.Look(9, null, 0.9));
    }

    [Fact]
    public void A_burst_between_two_looks_is_seen()
    {
        var limiter = new TrunkLimiter(new TrunkLimits { Channels = 10 });
        for (var i = 0; i < 9; i++) limiter.TryTake(CallDirection.Inbound, 0);
        for (var i = 0; i < 9; i++) limiter.Release(null, 0);
        Assert.Equal((9, 0), (limiter.TakePeak(), limiter.TakePeak()));
    }
}
