using Telephony.Audio.Codecs;
using Xunit;

namespace Telephony.Fuzz.Audio;

/// <summary>Decoders given anything: they never throw, write no more than they said, and go on.</summary>
public sealed class DecoderFuzz
{
    [Theory]
    [InlineData("PCMU", 8000, 1)]
    [InlineData("PCMA", 8000, 1)]
    [InlineData("G722", 8000, 1)]
    [InlineData("L16", 16_000, 1)]
    [InlineData("opus", 48_000, 2)]
    public void Any_payload_is_decoded_or_refused(string name, int clock, int channels)
    {
        const int Seed = 20_26;
        var random = new Random(Seed);
        Assert.True(AudioCodecs.TryCreateDecoder(new CodecFormat(name, clock, channels), 16_000, out var decoder, out var why), why);
        using (decoder)
        {
            var (payload, pcm) = (new byte[3000], new short[AudioFrame.MaxSamples + 1]);
            for (var i = 0; i < 20_000; i++)
            {
                random.NextBytes(payload);
                var one = payload.AsSpan(0, random.Next(4) == 0 ? random.Next(payload.Length) : random.Next(80));
                pcm[^1] = 12_345;
                var room = random.Next(8) == 0 ? random.Next(200) : AudioFrame.MaxSamples;
                var promised = decoder.SamplesIn(one);
                var written = decoder.Decode(one, pcm.AsSpan(0, room));
                Assert.InRange(written, 0, Math.Min(room, promised));
                if (random.Next(10) == 0) decoder.TryRecover(one, pcm.AsSpan(0, 20 * decoder.SampleRate / 1000));
                if (random.Next(10) == 0) decoder.Conceal(pcm.AsSpan(0, random.Next(1000)));
                Assert.Equal(12_345, pcm[^1]);
            }
        }
    }
}
