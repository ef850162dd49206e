using Telephony.Audio.Codecs;

namespace Telephony.Audio.Opus;

/// <summary>One received Opus stream. A stereo packet comes out as the mean of its channels.</summary>
internal sealed unsafe class OpusDecoder : IAudioDecoder
{
    private readonly OpusDecoderHandle _handle;

    public OpusDecoder(int rate)
    {
        SampleRate = rate;
        _handle = LibOpus.CreateDecoder(rate, 1, out var error);
        if (error != 0 || _handle.IsInvalid) throw new InvalidOperationException($"libopus gave no decoder for {rate} Hz: error {error}.");
    }

    public int SampleRate { get; }

    public int SamplesIn(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return 0;
        fixed (byte* packet = payload) return Math.Max(0, LibOpus.SamplesIn(packet, payload.Length, SampleRate));
    }

    public int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        var samples = SamplesIn(payload);
        if (samples == 0 || samples > pcm.Length) return 0;
        fixed (byte* packet = payload)
        fixed (short* place = pcm)
        {
            return Math.Max(0, LibOpus.Decode(_handle, packet, payload.Length, place, samples, decodeFec: 0));
        }
    }

    /// <summary>libopus conceals in steps of 2.5 ms; an odd rest stays silent.</summary>
    public void Conceal(Span<short> pcm)
    {
        var step = SampleRate / 400;
        var longest = step * 48;
        while (pcm.Length >= step)
        {
            var length = Math.Min(longest, pcm.Length / step * step);
            fixed (short* place = pcm)
            {
                if (LibOpus.Decode(_handle, null, 0, place, length, decodeFec: 0) != length) break;
            }
            pcm = pcm[length..];
        }
        pcm.Clear();
    }

    public bool TryRecover(ReadOnlySpan<byte> following, Span<short> pcm)
    {
        if (pcm.IsEmpty || pcm.Length % (SampleRate / 400) != 0 || pcm.Length > SampleRate / 1000 * 120 || !OpusPacket.HasRedundancy(following)) return false;
        fixed (byte* packet = following)
        fixed (short* place = pcm)
        {
            return LibOpus.Decode(_handle, packet, following.Length, place, pcm.Length, decodeFec: 1) == pcm.Length;
        }
    }

    public void Reset() => _ = LibOpus.Control(_handle, LibOpus.ResetState, 0);

    public void Dispose() => _handle.Dispose();
}
