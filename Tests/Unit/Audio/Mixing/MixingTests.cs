using Telephony.Audio.Mixing;
using Telephony.Audio.Tones;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Audio.Mixing;

public sealed class MixingTests
{
    private const int Frame = 160;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public void Each_party_hears_exactly_the_sum_of_all_others_while_it_fits(int parties)
    {
        var voices = Voices(parties, seconds: 2, peak: 24_000 / parties);
        var heard = Mix(voices);
        for (var party = 0; party < parties; party++)
        {
            for (var i = 0; i < heard[party].Length; i++) Assert.Equal(Ideal(voices, party, i), heard[party][i]);
        }
    }

    [Fact]
    public void A_conference_that_is_too_loud_is_turned_down_without_clicks()
    {
        var voices = Voices(10, seconds: 4, peak: 20_000);
        var heard = Mix(voices)[0];
        double signal = 0, error = 0;
        var worst = 0.0;
        var gainBefore = 1.0;
        for (var i = 1; i < heard.Length; i++)
        {
            var ideal = Ideal(voices, 0, i);
            Assert.InRange(heard[i], -32_767, 32_767);
            if (Math.Abs(ideal) > 3000)
            {
                // The gain at a sample must be near the gain at the one before: what jumps, clicks.
                var gain = (double)heard[i] / ideal;
                if (Math.Abs(Ideal(voices, 0, i - 1)) > 3000) worst = Math.Max(worst, Math.Abs(gain - gainBefore));
                gainBefore = gain;
            }
            var clipped = Math.Clamp(ideal, short.MinValue, short.MaxValue);
            signal += Math.Pow(ideal, 2);
            error += Math.Pow(heard[i] - clipped, 2);
        }
        Assert.True(worst < 0.2, $"The gain jumps by {worst:0.00} from one sample to the next.");
        Assert.True(heard.Max(Math.Abs) > 20_000, "It was turned down further than needed.");
    }

    [Fact]
    public void A_steady_tone_that_is_too_loud_stays_a_tone()
    {
        var tone = ToneGenerator.Make(new Tone([440], 0), TimeSpan.FromSeconds(2));
        var silent = new short[tone.Length];
        var heard = Mix([silent, tone, tone, tone])[0];
        Assert.True(Telephony.Audio.Detection.Goertzel.Share(heard.AsSpan(8000, 4000), 440) > 0.9999, "The tone is bent.");
    }

    [Fact]
    public void After_a_loud_moment_the_level_comes_back()
    {
        var sum = new int[Frame];
        var limiter = default(MixLimiter);
        var output = new short[Frame];
        short[] loud = [.. Enumerable.Repeat((short)30_000, Frame)], quiet = [.. Enumerable.Repeat((short)1000, Frame)];
        for (var i = 0; i < 10; i++) SampleSums.Add(sum, loud);
        limiter.Limit(sum, output);
        Assert.True(limiter.Gain < 0.1);
        for (var frame = 0; frame < 40; frame++)
        {
            sum.AsSpan().Clear();
            SampleSums.Add(sum, quiet);
            limiter.Limit(sum, output);
        }
        Assert.Equal(1, limiter.Gain);
        Assert.Equal(quiet, output);
    }

    [Fact]
    public void Extremes_do_not_wrap_around()
    {
        var sum = new int[Frame];
        var limiter = default(MixLimiter);
        short[] lowest = [.. Enumerable.Repeat(short.MinValue, Frame)];
        var output = new short[Frame];
        for (var i = 0; i < 50; i++) SampleSums.Add(sum, lowest);
        SampleSums.Subtract(sum, lowest);
        limiter.Limit(sum, output);
        Assert.All(output, static sample => Assert.True(sample < -20_000));
    }

    [Theory]
    [InlineData(160)]
    [InlineData(320)]
    [InlineData(441)]
    public void Nothing_is_allocated_and_odd_lengths_are_right(int length)
    {
        var sum = new int[length];
        var limiter = default(MixLimiter);
        short[] one = [.. Enumerable.Range(0, length).Select(static i => (short)(i - 70))], other = [.. Enumerable.Range(0, length).Select(static i => (short)(3 * i))];
        var output = new short[length];
        Round();
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 100; i++) Round();
        }));
        Assert.Equal(other, output);
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSums.Add(sum, new short[length + 1]));

        void Round()
        {
            sum.AsSpan().Clear();
            SampleSums.Add(sum, one);
            SampleSums.Add(sum, other);
            SampleSums.Subtract(sum, one);
            limiter.Limit(sum, output);
        }
    }

    private static int Ideal(short[][] voices, int without, int at)
    {
        var sum = 0;
        for (var i = 0; i < voices.Length; i++) sum += i == without ? 0 : voices[i][at];
        return sum;
    }

    private static short[][] Mix(short[][] voices)
    {
        var (sum, rest) = (new int[Frame], new int[Frame]);
        var limiters = new MixLimiter[voices.Length];
        var heard = voices.Select(static voice => new short[voice.Length / Frame * Frame]).ToArray();
        for (var at = 0; at + Frame <= voices[0].Length; at += Frame)
        {
            sum.AsSpan().Clear();
            foreach (var voice in voices) SampleSums.Add(sum, voice.AsSpan(at, Frame));
            for (var party = 0; party < voices.Length; party++)
            {
                sum.CopyTo(rest, 0);
                SampleSums.Subtract(rest, voices[party].AsSpan(at, Frame));
                limiters[party].Limit(rest, heard[party].AsSpan(at, Frame));
            }
        }
        return heard;
    }

    private static short[][] Voices(int parties, double seconds, int peak) =>
        [.. Enumerable.Range(1, parties).Select(seed => Speech.Synthetic(8000, seconds, seed).Select(sample => (short)(sample * peak / 12_000)).ToArray())];
}
