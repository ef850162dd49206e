using Telephony.Audio.Detection;
using Telephony.Audio.Resampling;
using Telephony.Audio.Tones;
using Xunit;

namespace Telephony.Unit.Audio.Resampling;

public sealed class StreamResamplerTests
{
    public static TheoryData<int, int> Pairs
    {
        get
        {
            int[] rates = [8000, 16_000, 24_000, 48_000];
            return [.. from one in rates from other in rates where one != other select (one, other)];
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Tones_of_the_telephone_band_keep_their_level_and_stay_80_dB_above_the_rest(int from, int to)
    {
        foreach (var hertz in (double[])[100, 300, 1000, 2100, 3000, 3300])
        {
            var heard = Convert(from, to, hertz, from / 50);
            Assert.Equal(-3, ToneLevel.Dbm0Of(Goertzel.RootMeanSquare(heard)), 0.15);
            Assert.True(1 - Goertzel.Share(heard, hertz, to) < 1e-8, $"{hertz} Hz: share {Goertzel.Share(heard, hertz, to):R}");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void What_the_lower_rate_cannot_carry_is_75_dB_down(int from, int to)
    {
        if (to > from) return;
        foreach (var share in (double[])[1.06, 1.2, 1.5, 1.9])
        {
            var hertz = share * to / 2;
            if (hertz >= from / 2.0) continue;
            Assert.InRange(ToneLevel.Dbm0Of(Goertzel.RootMeanSquare(Convert(from, to, hertz, from / 50))), double.NegativeInfinity, -78);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Frames_of_any_length_give_the_same_samples_as_one_piece(int from, int to)
    {
        var input = Speech.Synthetic(from, 0.5);
        var (whole, pieces) = (new short[48_000], new short[48_000]);
        var length = new StreamResampler(from, to, input.Length).Convert(input, whole);
        var random = new Random(7);
        var resampler = new StreamResampler(from, to);
        var (read, written) = (0, 0);
        while (read < input.Length)
        {
            var frame = Math.Min(random.Next(1, 700), input.Length - read);
            var made = resampler.Convert(input.AsSpan(read, frame), pieces.AsSpan(written));
            Assert.InRange(made, 0, resampler.MostOutput(frame));
            (read, written) = (read + frame, written + made);
        }
        Assert.Equal(length, written);
        Assert.Equal(input.Length / (from / 100) * (to / 100), length);
        Assert.Equal(whole, pieces);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_tick_gives_as_many_samples(int from, int to)
    {
        var resampler = new StreamResampler(from, to);
        var output = new short[1000];
        for (var i = 0; i < 50; i++) Assert.Equal(to / 100, resampler.Convert(new short[from / 100], output));
    }

    [Fact]
    public void Speech_survives_the_way_up_and_down()
    {
        var speech = Speech.Synthetic(8000, 2);
        var (up, down) = (new StreamResampler(8000, 48_000), new StreamResampler(48_000, 8000));
        var (middle, back) = (new short[960], new short[speech.Length]);
        for (var at = 0; at < speech.Length; at += 160)
        {
            Assert.Equal(960, up.Convert(speech.AsSpan(at, 160), middle));
            Assert.Equal(160, down.Convert(middle, back.AsSpan(at)));
        }
        var delay = (int)Math.Round((up.Delay + down.Delay).TotalSeconds * 8000);
        var best = Enumerable.Range(delay - 2, 5).Max(shift => Speech.Snr(speech.AsSpan(0, speech.Length - shift), back.AsSpan(shift)));
        Assert.InRange(best, 25, 200);             // the voice has a little above 3.4 kHz, which is cut
    }

    [Fact]
    public void A_loud_input_saturates()
    {
        var resampler = new StreamResampler(8000, 16_000);
        var output = new short[320];
        var square = Enumerable.Range(0, 160).Select(static i => i % 20 < 10 ? short.MaxValue : short.MinValue).ToArray();
        resampler.Convert(square, output);
        resampler.Convert(square, output);
        Assert.Contains(short.MaxValue, output);
        Assert.Contains(short.MinValue, output);
    }

    [Fact]
    public void Rates_without_a_small_common_factor_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new StreamResampler(44_100, 8000));
        Assert.Throws<ArgumentException>(static () => new StreamResampler(8000, 16_000, 160).Convert(new short[161], new short[400]));
    }

    private static short[] Convert(int from, int to, double hertz, int frame)
    {
        var resampler = new StreamResampler(from, to);
        var (heard, output) = (new List<short>(), new short[2000]);
        foreach (var piece in ToneGenerator.Make(new Tone([hertz], -3), TimeSpan.FromSeconds(1), from).Chunk(frame)) heard.AddRange(output[..resampler.Convert(piece, output)]);
        return [.. heard.Skip(to / 10).Take(to * 8 / 10)];
    }
}
