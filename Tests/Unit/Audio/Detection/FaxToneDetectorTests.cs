using Telephony.Audio.Codecs;
using Telephony.Audio.Detection;
using Telephony.Audio.Tones;
using Xunit;

namespace Telephony.Unit.Audio.Detection;

public sealed class FaxToneDetectorTests
{
    [Theory]
    [InlineData(8000, 1100, FaxTone.Calling)]
    [InlineData(16_000, 1100, FaxTone.Calling)]
    [InlineData(8000, 1068, FaxTone.Calling)]
    [InlineData(8000, 1132, FaxTone.Calling)]
    [InlineData(8000, 2100, FaxTone.Answering)]
    [InlineData(16_000, 2100, FaxTone.Answering)]
    [InlineData(8000, 2086, FaxTone.Answering)]
    [InlineData(8000, 2114, FaxTone.Answering)]
    public void The_tones_are_heard_within_their_tolerance_and_told_once(int rate, double hertz, FaxTone tone)
    {
        foreach (var level in (double[])[-6, -20, -33]) Assert.Equal([tone], Heard(Make(rate, hertz, level, seconds: 0.5), rate));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1180)]
    [InlineData(2040)]
    [InlineData(2150)]
    [InlineData(1336)]
    public void Other_frequencies_are_not(double hertz) => Assert.Empty(Heard(Make(8000, hertz, -10, seconds: 2), 8000));

    [Fact]
    public void Too_short_a_tone_is_not()
    {
        Assert.Empty(Heard([.. Make(8000, 1100, -10, 0.2), .. new short[8000]], 8000));
        Assert.Empty(Heard([.. Make(8000, 2100, -10, 0.3), .. new short[8000]], 8000));
    }

    [Theory]
    [InlineData(8000, false)]
    [InlineData(16_000, false)]
    [InlineData(8000, true)]
    public void Reversals_of_phase_are_told_apart(int rate, bool modulated)
    {
        var sound = Make(rate, 2100, -12, seconds: 2, reversalMs: 450, modulated);
        Assert.Equal([FaxTone.Answering, FaxTone.AnsweringWithReversals], Heard(sound, rate));
        if (rate == 8000) Assert.Contains(FaxTone.AnsweringWithReversals, Heard(G711.Decode(G711Law.MuLaw, G711.Encode(G711Law.MuLaw, sound)), rate));
    }

    [Fact]
    public void Amplitude_modulation_is_no_reversal() => Assert.Equal([FaxTone.Answering], Heard(Make(8000, 2100, -12, seconds: 3, reversalMs: 0, modulated: true), 8000));

    [Fact]
    public void Voices_noise_and_digits_are_no_machines()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            Assert.Empty(Heard(Speech.Synthetic(8000, 20, seed), 8000));
            Assert.Empty(Heard(Speech.Noise(160_000, 3000, seed), 8000));
        }
        Assert.Empty(Heard(new DtmfSignal { OnMs = 300 }.Make("0123456789*#ABCD", 8000), 8000));
    }

    private static short[] Make(int rate, double hertz, double level, double seconds, int reversalMs = 0, bool modulated = false)
    {
        var peak = ToneLevel.PeakOf(level);
        return [.. Enumerable.Range(0, (int)(rate * seconds)).Select(i =>
        {
            var turned = reversalMs > 0 && i * 1000L / rate / reversalMs % 2 == 1 ? Math.PI : 0;
            var swell = modulated ? 1 + (0.2 * Math.Sin(2 * Math.PI * 15 * i / rate)) : 1;
            return (short)(peak * swell * Math.Sin((2 * Math.PI * hertz * i / rate) + turned));
        })];
    }

    private static List<FaxTone> Heard(short[] sound, int rate)
    {
        var (detector, all) = (new FaxToneDetector(rate), new List<FaxTone>());
        foreach (var frame in sound.Chunk(rate / 50))
        {
            var heard = detector.Process(frame);
            if (heard != FaxTone.None) all.Add(heard);
        }
        return all;
    }
}
