using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Telephony.Audio.Concealment;

namespace Telephony.Audio.Codecs;

/// <summary>Linear samples of 16 bits in network order (RFC 3551 4.5.11), one channel.</summary>
internal sealed class L16Codec : IAudioCodec
{
    public string Name => "L16";

    public string? Fault(CodecFormat format) => format is { ClockHz: 8000 or 16_000 or 24_000 or 32_000 or 48_000, Channels: 1 }
        ? null
        : $"L16 is handled at 8000, 16000, 24000, 32000 and 48000 with one channel, not at {format.ClockHz} with {format.Channels}.";

    public IAudioDecoder Decoder(CodecFormat format, int wantedRate) => new L16Decoder(format.ClockHz);

    public IAudioEncoder Encoder(CodecFormat format, int ptimeMs, int availableRate) => new L16Encoder(format.ClockHz, format.ClockHz / 1000 * ptimeMs);

    /// <summary>Network order to this machine's, or back.</summary>
    private static void Swap(ReadOnlySpan<short> from, Span<short> to)
    {
        if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(from, to);
        else from.CopyTo(to);
    }

    private sealed class L16Decoder(int rate) : IAudioDecoder
    {
        private readonly WaveformConcealment _concealment = new(rate);

        public int SampleRate => rate;

        public int SamplesIn(ReadOnlySpan<byte> payload) => payload.Length % 2 == 0 && payload.Length / 2 <= AudioFrame.MaxSamples ? payload.Length / 2 : 0;

        public int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
        {
            var samples = SamplesIn(payload);
            if (samples == 0 || samples > pcm.Length) return 0;
            Swap(MemoryMarshal.Cast<byte, short>(payload), pcm[..samples]);
            _concealment.Accept(pcm[..samples]);
            return samples;
        }

        public void Conceal(Span<short> pcm) => _concealment.Conceal(pcm);

        public bool TryRecover(ReadOnlySpan<byte> following, Span<short> pcm) => false;

        public void Reset() => _concealment.Reset();

        public void Dispose()
        {
        }
    }

    private sealed class L16Encoder(int rate, int frameSamples) : IAudioEncoder
    {
        public int SampleRate => rate;

        public int FrameSamples => frameSamples;

        public int TicksPerFrame => frameSamples;

        public int MaxPayloadBytes => frameSamples * 2;

        public int Encode(ReadOnlySpan<short> frame, Span<byte> payload)
        {
            AudioFrame.Check(frameSamples, MaxPayloadBytes, frame, payload);
            Swap(frame, MemoryMarshal.Cast<byte, short>(payload[..MaxPayloadBytes]));
            return MaxPayloadBytes;
        }

        public void Reset()
        {
        }

        public void Dispose()
        {
        }
    }
}
