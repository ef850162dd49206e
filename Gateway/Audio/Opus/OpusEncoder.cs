using Telephony.Audio.Codecs;

namespace Telephony.Audio.Opus;

/// <summary>One sent Opus stream: mono speech, as the receiver's parameters ask.</summary>
internal sealed unsafe class OpusEncoder : IAudioEncoder
{
    private const int ClockHz = 48_000;

    /// <summary>Of 0 to 10: beyond this speech gains little and costs more.</summary>
    private const int Complexity = 5;

    /// <summary>The loss that redundancy is made for. Without an expected loss libopus makes none.</summary>
    private const int ExpectedLossPercent = 10;

    /// <summary>libopus answers with an octet or two for a frame that need not be sent.</summary>
    private const int UnsentBytes = 2;

    private readonly OpusEncoderHandle _handle;

    public OpusEncoder(OpusParameters parameters, int rate, int frameMs)
    {
        (SampleRate, FrameSamples, TicksPerFrame) = (rate, rate / 1000 * frameMs, ClockHz / 1000 * frameMs);
        _handle = LibOpus.CreateEncoder(rate, 1, LibOpus.ApplicationVoip, out var error);
        if (error != 0 || _handle.IsInvalid) throw new InvalidOperationException($"libopus gave no encoder for {rate} Hz: error {error}.");
        Set(LibOpus.SetComplexity, Complexity);
        Set(LibOpus.SetBitrate, Math.Min(Bitrate(rate), parameters.MaxAverageBitrate ?? int.MaxValue));
        Set(LibOpus.SetMaxBandwidth, Bandwidth(parameters.MaxPlaybackRate));
        Set(LibOpus.SetVbr, parameters.Cbr ? 0 : 1);
        Set(LibOpus.SetDtx, parameters.Dtx ? 1 : 0);
        Set(LibOpus.SetInbandFec, parameters.InbandFec ? 1 : 0);
        Set(LibOpus.SetPacketLossPercent, parameters.InbandFec ? ExpectedLossPercent : 0);
    }

    public int SampleRate { get; }

    public int FrameSamples { get; }

    public int TicksPerFrame { get; }

    /// <summary>What libopus recommends for one frame (RFC 6716 3.2.1: at most 1275 octets and the first).</summary>
    public int MaxPayloadBytes => 1276;

    public int Encode(ReadOnlySpan<short> frame, Span<byte> payload)
    {
        AudioFrame.Check(FrameSamples, MaxPayloadBytes, frame, payload);
        fixed (short* samples = frame)
        fixed (byte* place = payload)
        {
            var length = LibOpus.Encode(_handle, samples, FrameSamples, place, MaxPayloadBytes);
            return length <= UnsentBytes ? 0 : length;
        }
    }

    public void Reset() => _ = LibOpus.Control(_handle, LibOpus.ResetState, 0);

    public void Dispose() => _handle.Dispose();

    private void Set(int request, int value)
    {
        var error = LibOpus.Control(_handle, request, value);
        if (error != 0) throw new InvalidOperationException($"libopus refused control {request} with {value}: error {error}.");
    }

    /// <summary>For mono speech with redundancy, the upper half of RFC 7587 3.1.1.</summary>
    private static int Bitrate(int rate) => rate switch { <= 8000 => 16_000, <= 16_000 => 24_000, <= 24_000 => 28_000, _ => 36_000 };

    /// <summary>Narrow, medium, wide, super-wide and full band: 1101 to 1105.</summary>
    private static int Bandwidth(int playbackRate) => playbackRate switch { < 12_000 => 1101, < 16_000 => 1102, < 24_000 => 1103, < 48_000 => 1104, _ => 1105 };
}
