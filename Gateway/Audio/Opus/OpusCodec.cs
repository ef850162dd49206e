using Telephony.Audio.Codecs;

namespace Telephony.Audio.Opus;

/// <summary>Opus (RFC 6716, RTP payload RFC 7587) by the system's libopus. Always opus/48000/2 in a session description; mono here, at the rate the other side of the call has.</summary>
internal sealed class OpusCodec : IAudioCodec
{
    public string Name => "opus";

    public string? Fault(CodecFormat format)
    {
        if (format is not { ClockHz: 48_000, Channels: 2 }) return $"opus is named opus/48000/2 (RFC 7587 7), not opus/{format.ClockHz}/{format.Channels}.";
        return Missing;
    }

    public string? Missing => LibOpus.IsInstalled ? null : $"opus needs the library {LibOpus.Wanted}, which is not installed here: install the package libopus0 (or opus, by another name), or name the library in {LibOpus.Variable}, then restart.";

    public IAudioDecoder Decoder(CodecFormat format, int wantedRate) => new OpusDecoder(RateFor(wantedRate));

    public IAudioEncoder Encoder(CodecFormat format, int ptimeMs, int availableRate)
    {
        var parameters = OpusParameters.Read(format.Parameters);
        return new OpusEncoder(parameters, RateFor(Math.Min(availableRate, parameters.MaxPlaybackRate)), FrameMs(ptimeMs));
    }

    /// <summary>The lowest rate of libopus that loses nothing.</summary>
    private static int RateFor(int rate) => rate switch { <= 8000 => 8000, <= 12_000 => 12_000, <= 16_000 => 16_000, <= 24_000 => 24_000, _ => 48_000 };

    /// <summary>Opus has frames of 10, 20, 40 and 60 ms: 30 and 50 become the next shorter.</summary>
    private static int FrameMs(int ptimeMs) => ptimeMs switch { < 20 => 10, < 40 => 20, < 60 => 40, _ => 60 };
}
