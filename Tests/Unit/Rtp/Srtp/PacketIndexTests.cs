using Telephony.Rtp.Srtp;
using Xunit;

namespace Telephony.Unit.Rtp.Srtp;

public sealed class PacketIndexTests
{
    [Theory]
    [InlineData(0x0_0005, 6, 0x0_0006)]
    [InlineData(0x0_0005, 4, 0x0_0004)]
    [InlineData(0x0_FFFF, 0, 0x1_0000)]
    [InlineData(0x0_FFF0, 100, 0x1_0064)]
    [InlineData(0x1_0005, 0xFFF0, 0x0_FFF0)]      // late, from before the rollover
    [InlineData(0x0_0005, 0xFFF0, 0x0_FFF0)]      // nothing was before the first one
    [InlineData(0x3_8000, 0, 0x3_0000)]
    [InlineData(0x3_8001, 0, 0x4_0000)]
    [InlineData(0x3_7FFF, 0xFFFF, 0x3_FFFF)]
    [InlineData(0x3_7FFE, 0xFFFF, 0x2_FFFF)]
    public void The_rollover_counter_is_the_nearest_one(ulong highest, ushort sequence, ulong expected) =>
        Assert.Equal(expected, PacketIndex.Of(highest, sequence));

    [Fact]
    public void A_window_takes_each_index_once_and_none_behind_it()
    {
        var window = default(ReplayWindow);
        foreach (var index in (ulong[])[1000, 1001, 1005, 1003, 1127])
        {
            Assert.True(window.IsNew(index));
            window.Add(index);
            Assert.False(window.IsNew(index));
        }
        Assert.True(window.IsNew(1002));
        Assert.False(window.IsNew(999));        // 128 behind
        Assert.False(window.IsNew(1000));       // the last place
        window.Add(5000);
        Assert.False(window.IsNew(1002));
        Assert.True(window.IsNew(4999));
    }

    [Fact]
    public void A_window_is_what_a_set_of_the_last_128_is()
    {
        var random = new Random(3711);
        var (window, seen, highest) = (default(ReplayWindow), new HashSet<ulong>(), 10_000UL);
        for (var i = 0; i < 20_000; i++)
        {
            var index = highest + (ulong)random.Next(300) - 200;
            var isNew = seen.Count == 0 || index > highest || (highest - index < ReplayWindow.Size && !seen.Contains(index));
            Assert.Equal(isNew, window.IsNew(index));
            if (!isNew) continue;
            window.Add(index);
            seen.Add(index);
            highest = seen.Count == 1 ? index : Math.Max(highest, index);
        }
    }
}
