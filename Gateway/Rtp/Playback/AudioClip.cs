using Telephony.Rtp.Payloads;

namespace Telephony.Rtp.Playback;

/// <summary>
/// Sound ready to be sent: G.711 octets at 8000 per second, in both laws so that either kind of leg can play it. Immutable, shared by any number of calls.
/// </summary>
public sealed class AudioClip
{
    private const int SamplesPerSecond = 8000;
    private const byte SilenceMuLaw = 0xFF;
    private const byte SilenceALaw = 0xD5;

    /// <exception cref="ArgumentException">The two forms differ in length.</exception>
    public AudioClip(ReadOnlyMemory<byte> muLaw, ReadOnlyMemory<byte> aLaw)
    {
        if (muLaw.Length != aLaw.Length) throw new ArgumentException($"The mu-law form has {muLaw.Length} samples, the A-law form {aLaw.Length}: they must agree.", nameof(aLaw));
        MuLaw = muLaw;
        ALaw = aLaw;
    }

    /// <summary>A second of silence, to be looped.</summary>
    public static AudioClip Silence { get; } = new(Filled(SilenceMuLaw), Filled(SilenceALaw));

    public ReadOnlyMemory<byte> MuLaw { get; }

    public ReadOnlyMemory<byte> ALaw { get; }

    public TimeSpan Duration => TimeSpan.FromSeconds((double)MuLaw.Length / SamplesPerSecond);

    /// <summary>The octets for a codec; empty when the clip cannot be sent with it.</summary>
    internal ReadOnlySpan<byte> For(AudioCodec codec) => codec switch
    {
        AudioCodec.Pcmu => MuLaw.Span,
        AudioCodec.Pcma => ALaw.Span,
        _ => default,
    };

    /// <summary>Copies the next frame, filled up with silence at the end of the clip.</summary>
    internal static void CopyFrame(ReadOnlySpan<byte> clip, int position, AudioCodec codec, Span<byte> frame)
    {
        var part = clip[position..Math.Min(clip.Length, position + frame.Length)];
        part.CopyTo(frame);
        frame[part.Length..].Fill(codec == AudioCodec.Pcmu ? SilenceMuLaw : SilenceALaw);
    }

    private static byte[] Filled(byte value)
    {
        var samples = new byte[SamplesPerSecond];
        samples.AsSpan().Fill(value);
        return samples;
    }
}
