using Telephony.Net.Loops;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Net;

public sealed class LoopMetronomeTests : IMetronomeListener
{
    private readonly VirtualClock _clock = new();
    private readonly List<(long Beat, long At)> _beats = [];

    void IMetronomeListener.OnBeat(long beat) => _beats.Add((beat, _clock.NowMilliseconds));

    [Fact]
    public void Beats_come_every_period_without_drift()
    {
        var metronome = new LoopMetronome(_clock.CreateLoop(), TimeSpan.FromMilliseconds(20), this);
        metronome.Start();
        _clock.Advance(TimeSpan.FromMilliseconds(100_019));

        Assert.Equal(5000, _beats.Count);
        Assert.All(_beats, beat => Assert.Equal(beat.Beat * 20, beat.At));
        Assert.Equal(0, metronome.Missed);
    }

    [Fact]
    public void A_stopped_metronome_is_silent()
    {
        var metronome = new LoopMetronome(_clock.CreateLoop(), TimeSpan.FromMilliseconds(20), this);
        metronome.Start();
        _clock.Advance(TimeSpan.FromMilliseconds(40));
        metronome.Stop();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, _beats.Count);
    }
}
