using Telephony.Audio.Detection;
using Telephony.Audio.Sources;
using Telephony.Audio.Tones;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Audio.Sources;

public sealed class PcmSourceTests
{
    private const int Rate = 8000;
    private const int Frame = Rate / 50;

    [Fact]
    public void A_playlist_has_no_seam_between_its_parts()
    {
        var sine = ToneGenerator.Make(new Tone([1000]), TimeSpan.FromSeconds(1));
        using var list = new PlaylistSource([Clip(sine[..3000]), Clip(sine[3000..3010]), Clip(sine[3010..])], Rate);
        Assert.Equal(sine, All(list));
        Assert.Equal(0, list.Read(new short[Frame]));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    public void A_list_is_played_as_often_as_said(int rounds, int expected)
    {
        using var list = new PlaylistSource([Clip(Ramp(100)), Clip(Ramp(33))], Rate, rounds);
        Assert.Equal(133 * expected, All(list).Length);
        Assert.Equal(expected - 1, list.RoundsPlayed);
    }

    [Fact]
    public void A_loop_goes_on_until_it_is_stopped_and_fades_out_over_one_frame()
    {
        using var list = new PlaylistSource([Clip([.. Enumerable.Repeat((short)8000, 1000)])], Rate, rounds: 0);
        var frame = new short[Frame];
        for (var i = 0; i < 500; i++) Assert.Equal(Frame, list.Read(frame));
        list.Stop();
        Assert.Equal(Frame, list.Read(frame));
        Assert.True(frame[0] > 7900 && frame[^1] < 100, "The last frame does not fade.");
        for (var i = 1; i < Frame; i++) Assert.InRange(frame[i - 1] - frame[i], 0, 60);
        Assert.Equal(0, list.Read(frame));
    }

    [Fact]
    public void A_loop_of_nothing_ends()
    {
        using var list = new PlaylistSource([Clip([])], Rate, rounds: 0);
        Assert.Equal(0, list.Read(new short[Frame]));
    }

    [Fact]
    public void Digits_are_heard_as_they_were_written()
    {
        Assert.True(DigitsSource.TryCreate("1 2-3,#aD", 16_000, out var source, out _));
        var events = new DtmfEvent[8];
        var detector = new DtmfDetector(16_000);
        var heard = "";
        var frame = new short[320];
        while (source!.Read(frame) > 0)
        {
            for (int i = 0, count = detector.Process(frame, events); i < count; i++) heard += events[i].IsEnd ? "" : events[i].Digit;
        }
        Assert.Equal("123#AD", heard);
        Assert.False(DigitsSource.TryCreate("12x", Rate, out _, out var why));
        Assert.Equal("'x' is no key: 0 to 9, *, #, A to D can be sent, and a comma rests for a second.", why);
    }

    [Theory]
    [InlineData(8000, 16_000)]
    [InlineData(24_000, 8000)]
    [InlineData(48_000, 16_000)]
    public void A_stream_is_played_at_another_rate(int from, int to)
    {
        using var source = new ResampledSource(new ToneSource(new Tone([440]), from, TimeSpan.FromSeconds(1)), to);
        var samples = All(source);
        Assert.InRange(samples.Length, to - (to / 50), to);
        Assert.True(Goertzel.Share(samples.AsSpan(to / 10, to / 2), 440, to) > 0.999);
    }

    [Theory]
    [InlineData(44_100, 8000)]
    [InlineData(22_050, 16_000)]
    [InlineData(11_025, 48_000)]
    [InlineData(7999, 8000)]
    [InlineData(192_000, 8000)]
    public void A_clip_of_any_rate_is_played_at_the_rate_of_the_leg(int from, int to)
    {
        var clip = new PcmClip(ToneGenerator.Make(new Tone([1000]), TimeSpan.FromSeconds(1), from), from);
        var samples = clip.At(to).Samples.Span;
        Assert.Equal(to, samples.Length);
        Assert.Same(clip.At(to), clip.At(to));
        var ideal = ToneGenerator.Make(new Tone([1000]), TimeSpan.FromSeconds(1), to);
        var (edge, middle) = (to / 20, to - (to / 10));
        Assert.True(Speech.Snr(ideal.AsSpan(edge, middle), samples.Slice(edge, middle)) > 60);
    }

    [Fact]
    public void What_waits_in_a_ring_comes_out_in_order_across_its_edge()
    {
        var ring = new PcmRing(Rate, TimeSpan.FromMilliseconds(30));
        var (next, expected) = ((short)0, (short)0);
        var frame = new short[Frame];
        for (var round = 0; round < 1000; round++)
        {
            var block = new short[(round * 37) % 200];
            for (var i = 0; i < block.Length; i++) block[i] = (short)(next + i);
            next += (short)ring.Write(block);
            if (ring.Waiting < Frame) continue;
            Assert.Equal(Frame, ring.Read(frame));
            foreach (var sample in frame) Assert.Equal(expected++, sample);
        }
        Assert.Equal(0, ring.Missed);
    }

    [Fact]
    public void A_late_writer_is_silence_and_a_finished_one_the_end()
    {
        var ring = new PcmRing(Rate, TimeSpan.FromSeconds(1));
        var frame = new short[Frame];
        ring.Write(Ramp(100));
        Assert.Equal(Frame, ring.Read(frame));
        Assert.Equal(Frame - 100, ring.Missed);
        Assert.All(frame[100..], static sample => Assert.Equal(0, sample));
        ring.Write(Ramp(200));
        ring.Complete();
        Assert.Equal(Frame, ring.Read(frame));
        Assert.Equal(40, ring.Read(frame));
        Assert.Equal(0, ring.Read(frame));
    }

    [Fact]
    public void What_was_cleared_is_not_heard()
    {
        var ring = new PcmRing(Rate, TimeSpan.FromSeconds(1));
        var frame = new short[4];
        ring.Write([1, 2, 3, 4, 5]);
        ring.Clear();
        Assert.Equal(0, ring.Waiting);
        ring.Write([6, 7, 8, 9]);
        ring.Read(frame);
        Assert.Equal([6, 7, 8, 9], frame);
    }

    [Fact]
    public async Task A_ring_between_two_threads_loses_nothing()
    {
        var ring = new PcmRing(Rate, TimeSpan.FromMilliseconds(50));
        const int count = 2_000_000;
        var writing = Task.Run(() =>
        {
            var block = new short[97];
            for (var at = 0; at < count;)
            {
                for (var i = 0; i < block.Length; i++) block[i] = (short)(at + i);
                at += ring.Write(block.AsSpan(0, Math.Min(block.Length, count - at)));
            }
            ring.Complete();
        }, TestContext.Current.CancellationToken);
        var frame = new short[Frame];
        var expected = 0;
        while (expected < count)
        {
            if (ring.Waiting < Math.Min(Frame, count - expected)) continue;
            var length = ring.Read(frame);
            for (var i = 0; i < length; i++)
            {
                if (frame[i] != (short)expected++) Assert.Fail($"Sample {expected - 1} is {frame[i]}.");
            }
        }
        await writing;
        Assert.Equal(0, ring.Read(frame));
    }

    [Fact]
    public void A_frame_allocates_nothing()
    {
        var clip = new PcmClip(Ramp(100_000), Rate);
        using var list = new PlaylistSource([clip.Open(Rate), new ToneSource(Tone.Busy, Rate, TimeSpan.FromSeconds(1)), new ResampledSource(new SilenceSource(16_000, TimeSpan.FromSeconds(1)), Rate)], Rate, rounds: 0);
        var frame = new short[Frame];
        for (var i = 0; i < 1000; i++) list.Read(frame);
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 1000; i++) list.Read(frame);      // more than a round
        }));
    }

    private static IPcmSource Clip(short[] samples) => new PcmClip(samples, Rate).Open(Rate);

    private static short[] Ramp(int length) => [.. Enumerable.Range(1, length).Select(static i => (short)i)];

    private static short[] All(IPcmSource source)
    {
        var samples = new List<short>();
        var frame = new short[source.SampleRate / 50];
        for (int length; (length = source.Read(frame)) > 0;) samples.AddRange(frame.AsSpan(0, length));
        return [.. samples];
    }
}
