using Telephony.Audio.Codecs;
using Telephony.Audio.Detection;
using Telephony.Audio.Files;
using Telephony.Audio.Resampling;
using Telephony.Audio.Tones;
using Xunit;

namespace Telephony.Unit.Audio;

public sealed class ToneTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_tone_has_its_frequency_and_its_level()
    {
        var samples = ToneGenerator.Make(Tone.Milliwatt, Second);
        Assert.InRange(Goertzel.Share(samples, 1004), 0.999, 1);
        Assert.InRange(Goertzel.Share(samples, 700), 0, 0.001);
        Assert.Equal(0, ToneLevel.Dbm0Of(Goertzel.RootMeanSquare(samples)), 0.01);
    }

    [Fact]
    public void A_key_is_two_tones_of_equal_strength()
    {
        var samples = ToneGenerator.Make(Tone.Dtmf('#'), Second);
        Assert.InRange(Goertzel.Share(samples, 941), 0.49, 0.51);
        Assert.InRange(Goertzel.Share(samples, 1477), 0.49, 0.51);
        Assert.Throws<ArgumentOutOfRangeException>(static () => Tone.Dtmf('x'));
    }

    [Fact]
    public void Cadence_is_kept_over_blocks()
    {
        var generator = new ToneGenerator(Tone.Busy);
        var (block, loud) = (new short[160], new List<bool>());
        for (var i = 0; i < 100; i++)
        {
            generator.Fill(block);
            loud.Add(Goertzel.RootMeanSquare(block) > 100);
        }
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => i / 25 % 2 == 0), loud);
    }

    [Theory]
    [InlineData(16_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public void Resampling_keeps_what_the_telephone_carries_and_removes_the_rest(int rate)
    {
        var kept = Resampler.Convert(ToneGenerator.Make(new Tone([3000]), Second, rate), rate, 8000);
        Assert.Equal(8000, kept.Length);
        Assert.InRange(Goertzel.Share(kept.AsSpan(100, 7800), 3000), 0.999, 1);
        Assert.Equal(-10, ToneLevel.Dbm0Of(Goertzel.RootMeanSquare(kept.AsSpan(100, 7800))), 0.2);
        var removed = Resampler.Convert(ToneGenerator.Make(new Tone([5000]), Second, rate), rate, 8000);
        Assert.InRange(ToneLevel.Dbm0Of(Goertzel.RootMeanSquare(removed.AsSpan(100, 7800))), double.NegativeInfinity, -60);
    }

    [Fact]
    public void An_announcement_of_any_rate_becomes_telephone_sound()
    {
        var mono = ToneGenerator.Make(new Tone([1000]), Second, 44_100);
        var stereo = mono.SelectMany(static sample => (short[])[sample, sample]).ToArray();
        Assert.True(Announcement.TryLoad(WavWriter.Pcm16(stereo, 44_100, channels: 2), out var announcement, out _));
        Assert.Equal(Second, announcement!.Duration);
        Assert.InRange(Goertzel.Share(G711.Decode(G711Law.MuLaw, announcement.MuLaw), 1000), 0.99, 1);
        Assert.InRange(Goertzel.Share(G711.Decode(G711Law.ALaw, announcement.ALaw), 1000), 0.99, 1);
    }
}
