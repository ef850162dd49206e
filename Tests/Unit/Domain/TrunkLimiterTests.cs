using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class TrunkLimiterTests
{
    [Fact]
    public void Channels_are_taken_and_given_back()
    {
        var limiter = new TrunkLimiter(new TrunkLimits { Channels = 2 });
        Assert.Equal(LimitRefusal.None, limiter.TryTake(CallDirection.Inbound, 0));
        Assert.Equal(LimitRefusal.None, limiter.TryTake(CallDirection.Outbound, 0));
        Assert.Equal(LimitRefusal.Channels, limiter.Room(CallDirection.Outbound, 0));
        Assert.Equal(LimitRefusal.Channels, limiter.TryTake(CallDirection.Outbound, 0));
        Assert.Equal(2, limiter.ChannelsInUse);
        limiter.Release(null, 0);
        Assert.Equal(LimitRefusal.None, limiter.Room(CallDirection.Outbound, 0));
        Assert.Equal(LimitRefusal.None, limiter.TryTake(CallDirection.Outbound, 0));
    }

    [Fact]
    public void A_channel_limit_of_zero_lets_nothing_pass_but_emergencies()
    {
        var limiter = new TrunkLimiter(new TrunkLimits { Channels = 0 });
        Assert.Equal(LimitRefusal.Channels, limiter.TryTake(CallDirection.Outbound, 0));
        limiter.TakeAlways(0);
        Assert.Equal(1, limiter.ChannelsInUse);
    }

    [Theory]
    [InlineData(10.0, 10, 100)]
    [InlineData(1.0, 1, 1000)]
    [InlineData(0.5, 1, 2000)]
    [InlineData(1000.0, 1000, 1)]
    public void A_rate_lets_one_seconds_worth_pass_at_once_and_then_one_after_the_other(double rate, int burst, long stepMs)
    {
        var limiter = new TrunkLimiter(new TrunkLimits { CpsOut = rate });
        for (var i = 0; i < burst; i++) Assert.Equal(LimitRefusal.None, limiter.TryTake(CallDirection.Outbound, 50_000));
        Assert.Equal(LimitRefusal.CpsOut, limiter.Room(CallDirection.Outbound, 50_000));
        Assert.Equal(LimitRefusal.CpsOut, limiter.TryTake(CallDirection.Outbound, 50_000));
        Assert.Equal(LimitRefusal.None, limiter.TryTake(CallDirection.Inbound, 50_000));
        Assert.Equal(LimitRefusal.CpsOut, limiter.TryTake(CallDirection.Outbound, 50_000 + stepMs - 1));
        Assert.Equal(LimitRefusal.None, limiter.TryTake(CallDirection.Outbound, 50_000 + stepMs));
        Assert.Equal(LimitRefusal.CpsOut, limiter.TryTake(CallDirection.Outbound, 50_000 + stepMs));
    }

    [Fact]
    public void Each_rate_has_its_own_name()
    {
        var limiter = new TrunkLimiter(new TrunkLimits { CpsIn = 1, RequestsPerSecond = 2 });
        Assert.Equal(LimitRefusal.None, limiter.TryTake(CallDirection.Inbound, 0));
        Assert.Equal(LimitRefusal.CpsIn, limiter.TryTake(CallDirection.Inbound, 0));
        Assert.Equal(1, limiter.ChannelsInUse);
        Assert.Equal([LimitRefusal.None, LimitRefusal.None, LimitRefusal.RequestsPerSecond], Enumerable.Range(0, 3).Select(_ => limiter.TryRequest(0)));
    }

    [Fact]
    public void Calls_of_the_last_60_minutes_count()
    {
        var limiter = new TrunkLimiter(new TrunkLimits { CallsPerHour = 2 });
        Assert.Equal(LimitRefusal.None, limiter.TryTake(CallDirection.Outbound, 0));
        Assert.Equal(LimitRefusal.None, limiter.TryTake(CallDirection.Inbound, 30 * 60_000));
        Assert.Equal(LimitRefusal.CallsPerHour, limiter.TryTake(CallDirection.Outbound, 59 * 60_000));
        Assert.Equal(LimitRefusal.CallsPerHour, limiter.Room(CallDirection.Outbound, 59 * 60_000));
        Assert.Equal(LimitRefusal.None, limiter.TryTake(CallDirection.Outbound, 60 * 60_000));
        Assert.Equal(LimitRefusal.CallsPerHour, limiter.TryTake(CallDirection.Outbound, 60 * 60_000));
        Assert.Equal(3, limiter.ChannelsInUse);
    }

    [Fact]
    public void Minutes_count_while_a_call_still_runs_and_after_it()
    {
        var limiter = new TrunkLimiter(new TrunkLimits { MinutesPerHour = 10 });
        limiter.TryTake(CallDirection.Outbound, 0);
        limiter.Answered(0);
        Assert.Equal(LimitRefusal.None, limiter.Room(CallDirection.Outbound, 9 * 60_000));
        Assert.Equal(LimitRefusal.MinutesPerHour, limiter.TryTake(CallDirection.Outbound, 10 * 60_000));
        limiter.Release(0, 10 * 60_000);
        Assert.Equal(LimitRefusal.MinutesPerHour, limiter.Room(CallDirection.Outbound, 10 * 60_000));
        Assert.Equal(LimitRefusal.None, limiter.Room(CallDirection.Outbound, 71 * 60_000));
        Assert.Equal(0, limiter.ChannelsInUse);
    }

    [Fact]
    public void New_limits_hold_at_once_and_end_nothing()
    {
        var limiter = new TrunkLimiter(TrunkLimits.None);
        for (var i = 0; i < 5; i++) Assert.Equal(LimitRefusal.None, limiter.TryTake(CallDirection.Outbound, 0));
        limiter.Apply(new TrunkLimits { Channels = 3 });
        Assert.Equal((5, LimitRefusal.Channels), (limiter.ChannelsInUse, limiter.TryTake(CallDirection.Outbound, 0)));
    }

    [Fact]
    public async Task Many_threads_never_take_more_than_there_is()
    {
        var limiter = new TrunkLimiter(new TrunkLimits { Channels = 50, CpsOut = 200, CallsPerHour = 150 });
        var (taken, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                if (limiter.TryTake(CallDirection.Outbound, 1_000) != LimitRefusal.None) continue;
                Interlocked.Increment(ref taken);
                InterlockedMax(ref most, limiter.ChannelsInUse);
                limiter.Release(null, 1_000);
            }
        })));
        Assert.Equal(150, taken);
        Assert.Equal(0, limiter.ChannelsInUse);
        Assert.InRange(most, 1, 58);
    }

    private static void InterlockedMax(ref int most, int seen)
    {
        int old;
        while ((old = Volatile.Read(ref most)) < seen && Interlocked.CompareExchange(ref most, seen, old) != old)
        {
        }
    }
}
