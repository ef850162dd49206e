using Telephony.Calls.Protection;
using Xunit;

namespace Telephony.Unit.Calls.Protection;

public sealed class LoadShedderTests
{
    private readonly LoadShedder _shedder = new(TimeSpan.FromMilliseconds(100));

    [Fact]
    public void A_pause_of_the_machine_refuses_nobody()
    {
        for (var i = 0; i < 500; i++) Assert.Equal(LoadChange.None, _shedder.Observe(400 - (i * 0.1), 1_000));
        Assert.False(_shedder.Sheds(400, 0));
    }

    [Fact]
    public void A_heap_that_is_worked_off_refuses_nobody_however_long_it_takes()
    {
        var waited = 900.0;
        for (var at = 1_000L; waited > 0; at += 10, waited -= 3)
        {
            Assert.Equal(LoadChange.None, _shedder.Observe(waited, at));
            Assert.False(_shedder.Sheds(waited, 0));
        }
    }

    [Fact]
    public void A_heap_that_is_no_longer_worked_off_is_an_overload()
    {
        for (var at = 1_000L; at <= 1_400; at += 50) Assert.Equal(LoadChange.None, _shedder.Observe(600 - ((at - 1_000) / 2.0), at));
        Assert.Equal(LoadChange.None, _shedder.Observe(400, 1_500));
        Assert.Equal(LoadChange.Began, _shedder.Observe(400, 1_600));
    }

    [Fact]
    public void A_standing_queue_refuses_a_share_that_grows_with_the_wait()
    {
        Assert.Equal(LoadChange.None, _shedder.Observe(150, 1_000));
        Assert.Equal(LoadChange.None, _shedder.Observe(150, 1_199));
        Assert.Equal(LoadChange.Began, _shedder.Observe(150, 1_200));
        Assert.Equal([true, true, false, false], ((double[])[0, 0.24, 0.25, 0.9]).Select(chance => _shedder.Sheds(150, chance)));
        Assert.Equal([true, true, true, true], ((double[])[0, 0.24, 0.25, 0.999]).Select(chance => _shedder.Sheds(300, chance)));
        Assert.Equal(6, _shedder.Refused);
    }

    [Fact]
    public void One_request_in_time_ends_it_and_so_does_silence()
    {
        Began(1_000);
        Assert.Equal(LoadChange.Ended, _shedder.Observe(100, 1_300));
        Assert.False(_shedder.Sheds(100, 0));
        Began(2_000);
        Assert.Equal(LoadChange.Ended, _shedder.Observe(500, 4_000));
        Assert.False(_shedder.Sheds(500, 0));
    }

    [Fact]
    public void Zero_never_refuses()
    {
        var never = new LoadShedder(TimeSpan.Zero);
        for (var at = 0; at < 5_000; at += 10) never.Observe(10_000, at);
        Assert.False(never.Sheds(10_000, 0));
    }

    private void Began(long at)
    {
        _shedder.Observe(200, at);
        Assert.Equal(LoadChange.Began, _shedder.Observe(200, at + 250));
    }
}
