using Telephony.Audio.Codecs;
using Telephony.Audio.Concealment;
using Telephony.Audio.Detection;
using Telephony.Audio.Tones;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Audio.Concealment;

public sealed class WaveformConcealmentTests
{
    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    public void A_gliding_voice_goes_on_better_than_with_silence_or_the_last_frame_again(int rate)
    {
        var speech = Speech.Synthetic(rate, 6);
        var frame = rate / 50;
        var (concealed, silenced, repeated) = (speech.ToArray(), speech.ToArray(), speech.ToArray());
        var concealment = new WaveformConcealment(rate);
        for (var (i, at) = (0, 0); at + frame <= speech.Length; i++, at += frame)
        {
            if (i % 7 != 5)
            {
                concealment.Accept(concealed.AsSpan(at, frame));
                continue;
            }
            concealment.Conceal(concealed.AsSpan(at, frame));
            silenced.AsSpan(at, frame).Clear();
            speech.AsSpan(at - frame, frame).CopyTo(repeated.AsSpan(at));
        }
        var (ours, silence, repetition) = (Speech.Snr(speech, concealed), Speech.Snr(speech, silenced), Speech.Snr(speech, repeated));
        Assert.True(ours > silence && ours > repetition + 3, $"{ours:F1} dB, with silence {silence:F1}, with the last frame again {repetition:F1}");
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    [InlineData(48_000)]
    public void A_steady_tone_has_no_step_where_a_frame_is_missing(int rate)
    {
        var tone = ToneGenerator.Make(new Tone([200], -10), TimeSpan.FromSeconds(1), rate);
        var concealment = new WaveformConcealment(rate);
        var steepest = Steepest(tone);
        for (var (i, at) = (0, 0); at < tone.Length; i++, at += rate / 50)
        {
            if (i is 20 or 30 or 31) concealment.Conceal(tone.AsSpan(at, rate / 50));
            else concealment.Accept(tone.AsSpan(at, rate / 50));
        }
        Assert.InRange(Steepest(tone), 0, 1.7 * steepest);

        static double Steepest(short[] sound) => sound.Zip(sound.Skip(1), static (a, b) => Math.Abs((double)b - a)).Max();
    }

    [Fact]
    public void A_long_loss_fades_to_silence_within_60_ms()
    {
        var concealment = new WaveformConcealment(8000);
        concealment.Accept(ToneGenerator.Make(new Tone([300], -10), TimeSpan.FromSeconds(1)));
        var levels = new List<double>();
        var frame = new short[160];
        for (var i = 0; i < 5; i++)
        {
            concealment.Conceal(frame);
            levels.Add(Goertzel.RootMeanSquare(frame));
        }
        Assert.InRange(levels[0], 3000, 9000);
        Assert.True(levels[0] > levels[1] && levels[1] > levels[2]);
        Assert.Equal([0, 0], levels[3..]);
    }

    [Fact]
    public void Nothing_is_allocated_and_silence_stays_silence()
    {
        var (concealment, frame) = (new WaveformConcealment(8000), new short[160]);
        concealment.Accept(frame);
        concealment.Conceal(frame);
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                concealment.Accept(frame);
                concealment.Conceal(frame);
            }
        }));
        Assert.All(frame, static sample => Assert.Equal(0, sample));
    }

    [Theory]
    [InlineData("PCMU", 8000, 1)]
    [InlineData("G722", 8000, 1)]
    [InlineData("opus", 48_000, 2)]
    [InlineData("L16", 16_000, 1)]
    public void Codecs_allocate_nothing_per_frame(string name, int clock, int channels)
    {
        AudioCodecs.TryCreateEncoder(new CodecFormat(name, clock, channels, "useinbandfec=1"), 20, 16_000, out var encoder, out _);
        AudioCodecs.TryCreateDecoder(new CodecFormat(name, clock, channels), 16_000, out var decoder, out _);
        var speech = Speech.Synthetic(encoder!.SampleRate, 1);
        var (payload, pcm) = (new byte[encoder.MaxPayloadBytes], new short[AudioFrame.MaxSamples]);
        Turn(0);
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 1; i < 40; i++) Turn(i);
        }));

        void Turn(int i)
        {
            var length = encoder!.Encode(speech.AsSpan(i * encoder.FrameSamples, encoder.FrameSamples), payload);
            decoder!.TryRecover(payload.AsSpan(0, length), pcm.AsSpan(0, decoder.SampleRate / 50));
            decoder.Decode(payload.AsSpan(0, length), pcm);
            decoder.Conceal(pcm.AsSpan(0, decoder.SampleRate / 50));
        }
    }
}
