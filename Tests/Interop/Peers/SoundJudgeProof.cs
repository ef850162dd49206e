using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Peers;

/// <summary>The judge of audio must see what is wrong, else nothing that it passes is proven.</summary>
public sealed class SoundJudgeProof
{
    private const int Rate = 8000;

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public void A_clean_tone_is_heard_whole(int leadMilliseconds)
    {
        short[] samples = [.. new short[Rate * leadMilliseconds / 1000], .. Tone.Samples(700, TimeSpan.FromSeconds(1), Rate)];
        var check = ToneCheck.Of(samples, Rate, 700);
        Assert.True(check.Share > 0.999, check.ToString());
        Assert.Equal(TimeSpan.FromSeconds(1), check.Heard);
        Assert.Equal(TimeSpan.Zero, check.LongestGap);
    }

    [Fact]
    public void Another_tone_is_not_taken_for_it() =>
        Assert.Equal(TimeSpan.Zero, ToneCheck.Of(Tone.Samples(1000, TimeSpan.FromSeconds(1), Rate), Rate, 700).Heard);

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(500)]
    public void A_gap_is_measured_to_a_window(int gapMilliseconds)
    {
        var half = Tone.Samples(700, TimeSpan.FromSeconds(0.5), Rate);
        short[] samples = [.. half, .. new short[Rate * gapMilliseconds / 1000], .. half];
        var gap = ToneCheck.Of(samples, Rate, 700).LongestGap.TotalMilliseconds;
        Assert.InRange(gap, gapMilliseconds - 10, gapMilliseconds + 10);
    }

    [Fact]
    public void Noise_over_the_tone_lowers_its_share()
    {
        var random = new Random(7);
        var samples = Array.ConvertAll(Tone.Samples(700, TimeSpan.FromSeconds(1), Rate), sample => (short)(sample / 2 + random.Next(-8000, 8000)));
        Assert.True(ToneCheck.Of(samples, Rate, 700).Share < 0.9);
    }

    [Fact]
    public void Every_code_of_both_laws_survives_decoding_and_encoding()
    {
        for (var code = 0; code < 256; code++)
        {
            Assert.Equal(code == 0x7F ? 0xFF : code, Mulaw.Encode(Mulaw.Decode((byte)code)));      // 0x7F is the second zero
            Assert.Equal(code, Alaw.Encode(Alaw.Decode((byte)code)));
        }
    }
}
