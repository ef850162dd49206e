using Telephony.Audio.Codecs;
using Telephony.Audio.Resampling;

namespace Telephony.Audio.Files;

/// <summary>A sound file made ready for the telephone: 8000 Hz, one channel, in both laws of G.711.</summary>
public sealed record Announcement(byte[] MuLaw, byte[] ALaw)
{
    /// <summary>Telephone sample rate.</summary>
    public const int SampleRate = 8000;

    public TimeSpan Duration => TimeSpan.FromSeconds((double)MuLaw.Length / SampleRate);

    /// <summary>Any WAV file that <see cref="WavReader"/> takes, at whatever rate. The rejection's sentence says what to change.</summary>
    public static bool TryLoad(ReadOnlySpan<byte> file, out Announcement? announcement, out WavRejection why)
    {
        announcement = null;
        if (!WavReader.TryReadMono(file, out var samples, out var rate, out why)) return false;
        announcement = From(Resampler.Convert(samples, rate, SampleRate));
        return true;
    }

    /// <param name="samples">At <see cref="SampleRate"/>.</param>
    public static Announcement From(ReadOnlySpan<short> samples) => new(G711.Encode(G711Law.MuLaw, samples), G711.Encode(G711Law.ALaw, samples));
}
