using Telephony.Audio.Codecs;
using Telephony.Audio.Detection;
using Telephony.Audio.Opus;
using Telephony.Audio.Tones;
using Xunit;

namespace Telephony.Unit.Audio.Codecs;

public sealed class OpusTests
{
    [Fact]
    public void Parameters_are_read_as_RFC_7587_lists_them()
    {
        var read = OpusParameters.Read("maxplaybackrate=16000; sprop-maxcapturerate=16000; maxaveragebitrate=20000;stereo=0;cbr=1;useinbandfec=1;UseDtx=1");
        Assert.Equal(new OpusParameters(16_000, 20_000, Stereo: false, Cbr: true, InbandFec: true, Dtx: true), read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("maxaveragebitrate;=1;stereo=;useinbandfec=yes;maxplaybackrate=99999999999;usedtx=2")]
    public void Damaged_parameters_leave_the_defaults(string? fmtp) =>
        Assert.Equal(new OpusParameters(48_000, null, Stereo: false, Cbr: false, InbandFec: false, Dtx: false), OpusParameters.Read(fmtp));

    [Theory]
    [InlineData(1, 6000)]
    [InlineData(999_999, 510_000)]
    public void The_bit_rate_is_kept_within_bounds(int asked, int taken) => Assert.Equal(taken, OpusParameters.Read($"maxaveragebitrate={asked}").MaxAverageBitrate);

    [Theory]
    [InlineData(10, 10)]
    [InlineData(20, 20)]
    [InlineData(30, 20)]
    [InlineData(40, 40)]
    [InlineData(50, 40)]
    [InlineData(60, 60)]
    public void A_packet_time_that_Opus_lacks_becomes_the_next_shorter(int asked, int made)
    {
        using var encoder = Encoder(null, asked, 16_000);
        Assert.Equal(16 * made, encoder.FrameSamples);
        Assert.Equal(48 * made, encoder.TicksPerFrame);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    [InlineData(48_000)]
    public void A_voice_band_signal_survives_at_every_rate(int rate)
    {
        using var encoder = Encoder(null, 20, rate);
        using var decoder = Decoder(rate);
        Assert.Equal((rate, rate), (encoder.SampleRate, decoder.SampleRate));
        var (payload, heard, place) = (new byte[encoder.MaxPayloadBytes], new List<short>(), new short[AudioFrame.MaxSamples]);
        foreach (var frame in ToneGenerator.Make(new Tone([1000], -12), TimeSpan.FromSeconds(1), rate).Chunk(encoder.FrameSamples))
        {
            var length = encoder.Encode(frame, payload);
            heard.AddRange(place[..decoder.Decode(payload.AsSpan(0, length), place)]);
        }
        var settled = heard.ToArray().AsSpan(rate / 2);
        Assert.InRange(Goertzel.Share(settled, 1000, rate), 0.97, 1);
        Assert.Equal(-12, ToneLevel.Dbm0Of(Goertzel.RootMeanSquare(settled)), 1.0);
    }

    [Fact]
    public void Silence_is_not_sent_when_the_receiver_prefers_that()
    {
        Assert.InRange(Unsent("usedtx=1"), 60, 100);
        Assert.Equal(0, Unsent(null));

        static int Unsent(string? fmtp)
        {
            using var encoder = Encoder(fmtp, 20, 16_000);
            var payload = new byte[encoder.MaxPayloadBytes];
            return Enumerable.Range(0, 100).Count(_ => encoder.Encode(new short[encoder.FrameSamples], payload) == 0);
        }
    }

    [Fact]
    public void The_bit_rate_the_receiver_allows_is_kept()
    {
        Assert.InRange(BitsPerSecond("maxaveragebitrate=12000"), 6000, 12_000);
        Assert.InRange(BitsPerSecond(null), 13_800, 30_000);

        static int BitsPerSecond(string? fmtp)
        {
            using var encoder = Encoder(fmtp, 20, 16_000);
            var payload = new byte[encoder.MaxPayloadBytes];
            return Speech.Synthetic(16_000, seconds: 2).Chunk(encoder.FrameSamples).Sum(frame => encoder.Encode(frame, payload)) * 8 / 2;
        }
    }

    [Fact]
    public void A_lost_frame_comes_back_from_the_next_packet_better_than_by_concealment()
    {
        var frames = Speech.Synthetic(16_000, seconds: 4).Chunk(320).ToArray();
        using var encoder = Encoder("useinbandfec=1", 20, 16_000);
        using var whole = Decoder(16_000);
        using var withRedundancy = Decoder(16_000);
        using var concealing = Decoder(16_000);
        var packets = frames.Select(frame =>
        {
            var payload = new byte[encoder.MaxPayloadBytes];
            return payload[..encoder.Encode(frame, payload)];
        }).ToArray();

        double recoveredError = 0, concealedError = 0;
        var (original, recovered, concealed) = (new short[320], new short[320], new short[320]);
        var restored = 0;
        for (var i = 0; i < packets.Length; i++)
        {
            Assert.Equal(320, whole.Decode(packets[i], original));
            if (i % 5 == 4 && i + 1 < packets.Length)
            {
                if (withRedundancy.TryRecover(packets[i + 1], recovered)) restored++;
                else withRedundancy.Conceal(recovered);
                concealing.Conceal(concealed);
                recoveredError += Difference(original, recovered);
                concealedError += Difference(original, concealed);
                continue;
            }
            withRedundancy.Decode(packets[i], recovered);
            concealing.Decode(packets[i], concealed);
        }
        Assert.InRange(restored, 15, 40);          // in pauses there is nothing to restore
        Assert.True(recoveredError < 0.5 * concealedError, $"{recoveredError:E2} with redundancy, {concealedError:E2} without");
    }

    [Fact]
    public void Without_redundancy_nothing_is_recovered()
    {
        using var encoder = Encoder(null, 20, 16_000);
        using var decoder = Decoder(16_000);
        var payload = new byte[encoder.MaxPayloadBytes];
        foreach (var frame in Speech.Synthetic(16_000, seconds: 1).Chunk(320)) Assert.False(decoder.TryRecover(payload.AsSpan(0, encoder.Encode(frame, payload)), new short[320]));
    }

    [Fact]
    public void What_is_disposed_of_is_freed_at_once_and_cannot_be_used()
    {
        var (encoder, decoder) = (Encoder(null, 20, 8000), Decoder(8000));
        encoder.Dispose();
        decoder.Dispose();
        encoder.Dispose();
        Assert.Throws<ObjectDisposedException>(() => encoder.Encode(new short[160], new byte[2000]));
        Assert.Throws<ObjectDisposedException>(() => decoder.Conceal(new short[160]));
    }

    private static double Difference(short[] one, short[] other) => one.Zip(other, static (a, b) => Math.Pow(a - b, 2)).Sum();

    private static IAudioEncoder Encoder(string? fmtp, int ptimeMs, int rate)
    {
        Assert.True(AudioCodecs.TryCreateEncoder(new CodecFormat("OPUS", 48_000, 2, fmtp), ptimeMs, rate, out var encoder, out var why), why);
        return encoder;
    }

    private static IAudioDecoder Decoder(int rate)
    {
        Assert.True(AudioCodecs.TryCreateDecoder(new CodecFormat("opus", 48_000, 2), rate, out var decoder, out var why), why);
        return decoder;
    }
}
