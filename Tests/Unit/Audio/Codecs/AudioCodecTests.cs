using Telephony.Audio.Codecs;
using Xunit;

namespace Telephony.Unit.Audio.Codecs;

public sealed class AudioCodecTests
{
    public static TheoryData<string, int, int> Formats => new()
    {
        { "PCMU", 8000, 1 }, { "pcma", 8000, 1 }, { "G722", 8000, 1 }, { "L16", 16_000, 1 },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_is_encoded_has_the_promised_length_and_decodes_to_as_many_samples(string name, int clock, int channels)
    {
        var format = new CodecFormat(name, clock, channels);
        for (var ptime = 10; ptime <= 60; ptime += 10)
        {
            Assert.True(AudioCodecs.TryCreateEncoder(format, ptime, 8000, out var encoder, out _));
            Assert.True(AudioCodecs.TryCreateDecoder(format, 8000, out var decoder, out _));
            using (encoder)
            using (decoder)
            {
                Assert.Equal(encoder.SampleRate / 1000 * ptime, encoder.FrameSamples);
                Assert.Equal(clock / 1000 * ptime, encoder.TicksPerFrame);
                var (payload, pcm) = (new byte[encoder.MaxPayloadBytes], new short[AudioFrame.MaxSamples]);
                var length = encoder.Encode(new short[encoder.FrameSamples], payload);
                Assert.InRange(length, 1, encoder.MaxPayloadBytes);
                Assert.Equal(decoder.SampleRate / 1000 * ptime, decoder.SamplesIn(payload.AsSpan(0, length)));
                Assert.Equal(decoder.SampleRate / 1000 * ptime, decoder.Decode(payload.AsSpan(0, length), pcm));
            }
        }
    }

    [Theory]
    [InlineData("G729", 8000, 1, "G729/8000 can be relayed but not decoded: there are PCMU, PCMA, ")]
    [InlineData("PCMU", 16_000, 1, "PCMU has a clock of 8000 and one channel, not 16000 and 1.")]
    [InlineData("G722", 16_000, 1, "G722 has a clock of 8000 (though it samples at 16000, RFC 3551 4.5.2) and one channel, not 16000 and 1.")]
    [InlineData("opus", 48_000, 1, "opus is named opus/48000/2 (RFC 7587 7), not opus/48000/1.")]
    [InlineData("L16", 44_100, 2, "L16 is handled at 8000, 16000, 24000, 32000 and 48000 with one channel, not at 44100 with 2.")]
    public void What_cannot_be_decoded_is_refused_with_a_sentence(string name, int clock, int channels, string beginning)
    {
        var format = new CodecFormat(name, clock, channels);
        Assert.False(AudioCodecs.IsAvailable(format, out var why));
        Assert.StartsWith(beginning, why, StringComparison.Ordinal);
        Assert.False(AudioCodecs.TryCreateDecoder(format, 8000, out var decoder, out _));
        Assert.False(AudioCodecs.TryCreateEncoder(format, 20, 8000, out var encoder, out _));
        Assert.Null(decoder);
        Assert.Null(encoder);
    }

    [Theory]
    [InlineData("PCMU", 8000, 1, 37)]
    [InlineData("PCMA", 8000, 1, 37)]
    [InlineData("G722", 8000, 1, 20)]
    [InlineData("L16", 16_000, 1, 1000)]
    public void Speech_survives_the_round_trip(string name, int clock, int channels, double atLeastDecibels)
    {
        AudioCodecs.TryCreateEncoder(new CodecFormat(name, clock, channels), 20, 16_000, out var encoder, out _);
        AudioCodecs.TryCreateDecoder(new CodecFormat(name, clock, channels), 16_000, out var decoder, out _);
        var speech = Speech.Synthetic(encoder!.SampleRate, 2);
        var (payload, heard) = (new byte[encoder.MaxPayloadBytes], new short[speech.Length]);
        for (var at = 0; at < speech.Length; at += encoder.FrameSamples)
        {
            var length = encoder.Encode(speech.AsSpan(at, encoder.FrameSamples), payload);
            decoder!.Decode(payload.AsSpan(0, length), heard.AsSpan(at));
        }
        var delay = name == "G722" ? 22 : 0;
        Assert.InRange(Speech.Snr(speech.AsSpan(0, speech.Length - delay), heard.AsSpan(delay)), atLeastDecibels, double.PositiveInfinity);
    }

    [Theory]
    [InlineData(null, 20)]
    [InlineData(0, 20)]
    [InlineData(1, 10)]
    [InlineData(25, 30)]
    [InlineData(30, 30)]
    [InlineData(90, 60)]
    public void The_nearest_packet_time_is_taken(int? wanted, int given) => Assert.Equal(given, AudioFrame.Ptime(wanted));

    [Fact]
    public void An_odd_packet_time_is_refused()
    {
        Assert.False(AudioCodecs.TryCreateEncoder(new CodecFormat("PCMU", 8000), 25, 8000, out _, out var why));
        Assert.StartsWith("A packet time of 25 ms cannot be sent", why, StringComparison.Ordinal);
    }
}
