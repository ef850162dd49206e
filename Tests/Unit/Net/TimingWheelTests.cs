using Telephony.Net.Loops;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Net;

public sealed class TimingWheelTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(255, 255)]
    [InlineData(256, 256)]
    [InlineData(65_535, 65_535)]
    [InlineData(65_536, 65_536)]
    [InlineData(16_777_216, 16_777_216)]
    public void A_timer_fires_exactly_on_its_tick(long delay, long expected)
    {
        const long start = 12_345;
        var fired = 0;
        var wheel = new TimingWheel(start);
        wheel.Arm(new LoopTimer(_ => fired++, null), delay);

        wheel.Advance(start + expected - 1);
        Assert.Equal(0, fired);
        wheel.Advance(start + expected);
        Assert.Equal(1, fired);
        Assert.Equal(-1, wheel.MillisecondsToNext());
    }

    [Fact]
    public void A_timer_armed_while_a_late_loop_catches_up_counts_from_the_present()
    {
        var wheel = new TimingWheel(0);
        var again = new List<long>();
        var second = new LoopTimer(_ => again.Add(1), null);
        wheel.Arm(new LoopTimer(_ => wheel.Arm(second, 50), null), 10);

        wheel.Advance(100);
        Assert.Empty(again);
        wheel.Advance(149);
        Assert.Empty(again);
        wheel.Advance(150);
        Assert.Single(again);
    }

    [Fact]
    public void A_handler_that_throws_does_not_hide_the_other_timers_of_its_tick()
    {
        var wheel = new TimingWheel(0);
        var fired = 0;
        wheel.Arm(new LoopTimer(_ => fired++, null), 10);
        wheel.Arm(new LoopTimer(_ => throw new InvalidOperationException("boom"), null), 10);
        wheel.Arm(new LoopTimer(_ => fired++, null), 10);

        Assert.Throws<InvalidOperationException>(() => wheel.Advance(20));
        wheel.Advance(20);
        Assert.Equal(2, fired);
        Assert.Equal(0, wheel.Count);
    }

    [Fact]
    public void Arming_and_cancelling_allocate_nothing()
    {
        var wheel = new TimingWheel(0);
        var timers = Enumerable.Range(0, 100).Select(_ => new LoopTimer(static _ => { }, null)).ToArray();
        var now = 0L;
        Churn();
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var round = 0; round < 100; round++) Churn();
        }));

        void Churn()
        {
            for (var i = 0; i < timers.Length; i++) wheel.Arm(timers[i], i * 37);
            for (var i = 0; i < timers.Length; i += 2) wheel.Cancel(timers[i]);
            wheel.Advance(now += 1000);
        }
    }
}
