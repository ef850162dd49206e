using Telephony.Audio.Concealment;

namespace Telephony.Audio.Codecs;

/// <summary>
/// G.722 at 64 kbit/s as a stream. It samples 16 000 times a second and has an RTP clock of 8000 by an old mistake that is kept (RFC 3551 4.5.2): an octet is one tick and two samples.
/// The 15-bit samples of the Recommendation are the upper bits of ours, as in every implementation one meets.
/// </summary>
internal sealed class G722Codec : IAudioCodec
{
    private const int Rate = 16_000;
    private const int MostCodes = AudioFrame.MaxSamples / 2;

    public string Name => "G722";

    public string? Fault(CodecFormat format) => format is { ClockHz: 8000, Channels: 1 }
        ? null
        : $"G722 has a clock of 8000 (though it samples at 16000, RFC 3551 4.5.2) and one channel, not {format.ClockHz} and {format.Channels}.";

    public IAudioDecoder Decoder(CodecFormat format, int wantedRate) => new Decoding();

    public IAudioEncoder Encoder(CodecFormat format, int ptimeMs, int availableRate) => new Encoding(Rate / 1000 * ptimeMs);

    private sealed class Decoding : IAudioDecoder
    {
        private readonly G722Decoding _decoding = new(MostCodes);
        private readonly WaveformConcealment _concealment = new(Rate);

        public int SampleRate => Rate;

        public int SamplesIn(ReadOnlySpan<byte> payload) => payload.Length <= MostCodes ? payload.Length * 2 : 0;

        public int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
        {
            var samples = SamplesIn(payload);
            if (samples == 0 || samples > pcm.Length) return 0;
            _decoding.Decode(payload, pcm);
            _concealment.Accept(pcm[..samples]);
            return samples;
        }

        public void Conceal(Span<short> pcm) => _concealment.Conceal(pcm);

        public bool TryRecover(ReadOnlySpan<byte> following, Span<short> pcm) => false;

        public void Reset()
        {
            _decoding.Reset();
            _concealment.Reset();
        }

        public void Dispose()
        {
        }
    }

    private sealed class Encoding(int frameSamples) : IAudioEncoder
    {
        private readonly G722Encoding _encoding = new(frameSamples);

        public int SampleRate => Rate;

        public int FrameSamples => frameSamples;

        public int TicksPerFrame => frameSamples / 2;

        public int MaxPayloadBytes => frameSamples / 2;

        public int Encode(ReadOnlySpan<short> frame, Span<byte> payload)
        {
            AudioFrame.Check(frameSamples, MaxPayloadBytes, frame, payload);
            _encoding.Encode(frame, payload);
            return MaxPayloadBytes;
        }

        public void Reset() => _encoding.Reset();

        public void Dispose()
        {
        }
    }
}
