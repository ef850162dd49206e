using Telephony.Audio.ComfortNoise;
using Telephony.Audio.Detection;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Audio.ComfortNoise;

/// <summary>RFC 3389.</summary>
public sealed class ComfortNoiseTests
{
    [Theory]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(70)]
    public void Noise_has_the_level_that_was_asked_for(byte level)
    {
        var generator = new ComfortNoiseGenerator();
        generator.Update([level]);
        var noise = new short[8000];
        generator.Fill(noise);
        Assert.Equal(-level, 20 * Math.Log10(Goertzel.RootMeanSquare(noise) / 32_767), 0.5);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    public void A_described_noise_sounds_like_the_one_it_was_made_of(int rate)
    {
        var original = Coloured(rate * 2);
        var (detector, payload, generator) = (new SilenceDetector(rate), new byte[16], new ComfortNoiseGenerator());
        foreach (var frame in original.Chunk(rate / 50)) detector.IsSpeech(frame);
        var length = detector.Describe(payload);
        Assert.Equal(5, length);
        generator.Update(payload.AsSpan(0, length));
        var made = new short[rate * 2];
        generator.Fill(made);
        Assert.Equal(Decibels(Goertzel.RootMeanSquare(original.AsSpan(original.Length - (rate / 50)))), Decibels(Goertzel.RootMeanSquare(made)), 1.5);
        Assert.Equal(Tilt(original), Tilt(made), 2.0);
        Assert.InRange(Tilt(made), -100, -2.5);

        static double Decibels(double value) => 20 * Math.Log10(value);

        // Energy of the difference of neighbours against the energy: low for a dark noise.
        static double Tilt(short[] sound) => 10 * Math.Log10(sound.Zip(sound.Skip(1), static (a, b) => Math.Pow(b - a, 2)).Sum() / sound.Sum(static sample => Math.Pow(sample, 2)));
    }

    [Fact]
    public void Speech_over_a_floor_is_speech_and_the_floor_is_not()
    {
        var detector = new SilenceDetector(8000);
        foreach (var frame in Speech.Noise(16_000, 30).Chunk(160)) detector.IsSpeech(frame);
        var quiet = Speech.Noise(16_000, 30, seed: 2).Chunk(160).Count(frame => detector.IsSpeech(frame));
        var spoken = Speech.Sum(Speech.Synthetic(8000, 4), Speech.Noise(32_000, 30, seed: 4)).Chunk(160).Count(frame => detector.IsSpeech(frame));
        Assert.Equal(0, quiet);
        Assert.InRange(spoken, 170, 200);
        Assert.InRange(Speech.Noise(16_000, 30, seed: 3).Chunk(160).Count(frame => detector.IsSpeech(frame)), 0, 11);           // the hangover, then silence
    }

    [Fact]
    public void Any_payload_makes_bounded_noise()
    {
        var (generator, random, noise) = (new ComfortNoiseGenerator(), new Random(4), new short[160]);
        var payload = new byte[64];
        for (var i = 0; i < 5000; i++)
        {
            random.NextBytes(payload);
            payload[0] |= 40;
            generator.Update(payload.AsSpan(0, random.Next(payload.Length)));
            generator.Fill(noise);
            Assert.InRange(Goertzel.RootMeanSquare(noise), 0, 8000);
        }
    }

    [Fact]
    public void Neither_allocates()
    {
        var (generator, detector, pcm, payload) = (new ComfortNoiseGenerator(), new SilenceDetector(8000), Speech.Noise(160, 100), new byte[16]);
        detector.IsSpeech(pcm);
        generator.Update(payload.AsSpan(0, detector.Describe(payload)));
        generator.Fill(pcm);
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                detector.IsSpeech(pcm);
                generator.Update(payload.AsSpan(0, detector.Describe(payload)));
                generator.Fill(pcm);
            }
        }));
    }

    private static short[] Coloured(int samples)
    {
        double last = 0;
        return [.. Speech.Noise(samples, 60).Select(sample => (short)(last = (0.8 * last) + sample))];
    }
}
