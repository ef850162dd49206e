using System.Diagnostics.CodeAnalysis;
using Telephony.Audio.Codecs;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Interworking;

/// <summary>The sending end of a stream that is made here: one frame of samples, and the encoder for it. Media worker only.</summary>
internal sealed class FrameEncoder : IDisposable
{
    private readonly IAudioEncoder _encoder;
    private readonly short[] _frame;

    private FrameEncoder(IAudioEncoder encoder) => (_encoder, _frame) = (encoder, new short[encoder.FrameSamples]);

    public int SampleRate => _encoder.SampleRate;

    /// <summary>What a frame lasts: the packet time wanted, or the next shorter one that the codec has.</summary>
    public int Milliseconds => _encoder.FrameSamples * 1000 / _encoder.SampleRate;

    /// <summary>RTP ticks of a frame.</summary>
    public int Ticks => _encoder.TicksPerFrame;

    /// <summary>To be filled before <see cref="Encode"/>.</summary>
    public Span<short> Frame => _frame;

    public static bool TryCreate(AgreedCodec codec, int ptimeMs, int rate, [NotNullWhen(true)] out FrameEncoder? made, [NotNullWhen(false)] out string? why)
    {
        made = AudioCodecs.TryCreateEncoder(CodecFormats.Of(codec.Codec), ptimeMs, rate, out var encoder, out why) ? new FrameEncoder(encoder) : null;
        return made is not null;
    }

    public int Encode(Span<byte> payload) => _encoder.Encode(_frame, payload);

    public void Dispose() => _encoder.Dispose();
}
