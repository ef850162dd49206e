using Telephony.Audio.Resampling;

namespace Telephony.Audio.Sources;

/// <summary>A whole sound in memory: mono, 16-bit. Immutable, shared by any number of calls.</summary>
public sealed class PcmClip
{
    private readonly short[] _samples;
    private Derived? _derived;

    /// <param name="samples">Not changed any more: the clip keeps the array.</param>
    public PcmClip(short[] samples, int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        (_samples, SampleRate) = (samples, sampleRate);
    }

    public static PcmClip Empty { get; } = new([], 8000);

    /// <summary>Samples per second.</summary>
    public int SampleRate { get; }

    public ReadOnlyMemory<short> Samples => _samples;

    public TimeSpan Duration => TimeSpan.FromSeconds((double)_samples.Length / SampleRate);

    /// <summary>Memory it holds, in octets.</summary>
    public long SizeBytes => 2L * _samples.Length;

    /// <summary>The same at another rate. The last rate asked for is kept, as the legs of a gateway mostly have the same one.</summary>
    public PcmClip At(int sampleRate)
    {
        if (sampleRate == SampleRate || _samples.Length == 0) return sampleRate == SampleRate ? this : new PcmClip([], sampleRate);
        if (Volatile.Read(ref _derived) is { } derived && derived.Clip.SampleRate == sampleRate) return derived.Clip;
        var made = new PcmClip(Resampler.Convert(_samples, SampleRate, sampleRate), sampleRate);
        Volatile.Write(ref _derived, new Derived(made));
        return made;
    }

    /// <summary>Plays it once, at whatever rate; the conversion is done here, not on the media thread.</summary>
    public IPcmSource Open(int sampleRate) => new ClipSource(At(sampleRate));

    private sealed record Derived(PcmClip Clip);
}
