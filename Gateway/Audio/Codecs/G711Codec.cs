using Telephony.Audio.Concealment;

namespace Telephony.Audio.Codecs;

/// <summary>PCMU and PCMA as streams (RFC 3551 4.5.14): one octet a sample, 8000 a second.</summary>
internal sealed class G711Codec(string name, G711Law law) : IAudioCodec
{
    private const int Rate = 8000;

    public string Name => name;

    public string? Fault(CodecFormat format) => format is { ClockHz: Rate, Channels: 1 } ? null : $"{name} has a clock of 8000 and one channel, not {format.ClockHz} and {format.Channels}.";

    public IAudioDecoder Decoder(CodecFormat format, int wantedRate) => new G711Decoder(law);

    public IAudioEncoder Encoder(CodecFormat format, int ptimeMs, int availableRate) => new G711Encoder(law, Rate / 1000 * ptimeMs);

    private sealed class G711Decoder(G711Law law) : IAudioDecoder
    {
        private readonly WaveformConcealment _concealment = new(Rate);

        public int SampleRate => Rate;

        public int SamplesIn(ReadOnlySpan<byte> payload) => payload.Length <= AudioFrame.MaxSamples ? payload.Length : 0;

        public int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
        {
            if (payload.Length > pcm.Length) return 0;
            G711.Decode(law, payload, pcm);
            _concealment.Accept(pcm[..payload.Length]);
            return payload.Length;
        }

        public void Conceal(Span<short> pcm) => _concealment.Conceal(pcm);

        public bool TryRecover(ReadOnlySpan<byte> following, Span<short> pcm) => false;

        public void Reset() => _concealment.Reset();

        public void Dispose()
        {
        }
    }

    private sealed class G711Encoder(G711Law law, int frameSamples) : IAudioEncoder
    {
        public int SampleRate => Rate;

        public int FrameSamples => frameSamples;

        public int TicksPerFrame => frameSamples;

        public int MaxPayloadBytes => frameSamples;

        public int Encode(ReadOnlySpan<short> frame, Span<byte> payload)
        {
            AudioFrame.Check(frameSamples, frameSamples, frame, payload);
            G711.Encode(law, frame, payload);
            return frame.Length;
        }

        public void Reset()
        {
        }

        public void Dispose()
        {
        }
    }
}
