using Telephony.Audio.Tones;

namespace Telephony.Audio.Detection;

/// <summary>What a frame was.</summary>
public enum VoiceActivity : byte
{
    Silence,

    /// <summary>This frame makes it certain that somebody began to speak; the first sound was <see cref="VoiceActivityOptions.Onset"/> earlier.</summary>
    Started,

    Speaking,

    /// <summary>The hangover is over: nobody has spoken for as long as that.</summary>
    Ended,
}

public sealed record VoiceActivityOptions
{
    /// <summary>Sound that must have been there before it counts as speech: shorter than a syllable, longer than a click.</summary>
    public TimeSpan Onset { get; init; } = TimeSpan.FromMilliseconds(80);

    /// <summary>Silence that ends speech: longer than between words.</summary>
    public TimeSpan Hangover { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How far speech stands above the noise, in decibels.</summary>
    public double AboveNoise { get; init; } = 9;

    /// <summary>What is quieter is never speech.</summary>
    public double LeastDbm0 { get; init; } = -45;
}

/// <summary>
/// Tells when somebody begins and stops to speak, by energy: a frame sounds when it stands above the noise floor, which falls at once and rises slowly. For barge-in, silence before and behind what is said, and the ends of
/// utterances; comfort noise has <c>SilenceDetector</c>. One stream, one owner, nothing allocated after construction.
/// </summary>
public sealed class VoiceActivityDetector
{
    private const float HighestFloor = 1500;        // about -24 dBm0: louder is never noise

    private readonly int _sampleRate;
    private readonly int _onsetSamples;
    private readonly int _hangoverSamples;
    private readonly float _above;
    private readonly float _least;
    private float _floor;
    private int _sounding;                          // samples of sound lately, less half of the silence between
    private int _silent;                            // samples since the last sound

    /// <param name="sampleRate">8000 or more.</param>
    public VoiceActivityDetector(int sampleRate, VoiceActivityOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 8000);
        options ??= new VoiceActivityOptions();
        _sampleRate = sampleRate;
        _onsetSamples = (int)(options.Onset.TotalSeconds * sampleRate);
        _hangoverSamples = (int)(options.Hangover.TotalSeconds * sampleRate);
        _above = (float)Math.Pow(10, options.AboveNoise / 20);
        _least = (float)(ToneLevel.PeakOf(options.LeastDbm0) / Math.Sqrt(2));
        Reset();
    }

    public bool IsSpeaking { get; private set; }

    /// <summary>How long it has been silent.</summary>
    public TimeSpan Silence => TimeSpan.FromSeconds((double)_silent / _sampleRate);

    /// <summary>Judges the next frame.</summary>
    /// <param name="pcm">10 to 60 ms.</param>
    public VoiceActivity Process(ReadOnlySpan<short> pcm)
    {
        if (pcm.IsEmpty) return IsSpeaking ? VoiceActivity.Speaking : VoiceActivity.Silence;
        var sounds = Sounds(pcm);
        _silent = sounds ? 0 : _silent + pcm.Length;
        _sounding = sounds ? Math.Min(_sounding + pcm.Length, _onsetSamples) : Math.Max(0, _sounding - (pcm.Length / 2));
        if (IsSpeaking)
        {
            if (_silent < _hangoverSamples) return VoiceActivity.Speaking;
            (IsSpeaking, _sounding) = (false, 0);
            return VoiceActivity.Ended;
        }
        if (!sounds || _sounding < _onsetSamples) return VoiceActivity.Silence;
        IsSpeaking = true;
        return VoiceActivity.Started;
    }

    public void Reset()
    {
        (_floor, _sounding, _silent, IsSpeaking) = (100, 0, 0, false);
    }

    private bool Sounds(ReadOnlySpan<short> pcm)
    {
        long energy = 0;
        foreach (var sample in pcm) energy += sample * sample;
        var loudness = MathF.Sqrt((float)energy / pcm.Length);
        var milliseconds = pcm.Length * 1000 / _sampleRate;
        var sounds = loudness >= _least && loudness > _floor * _above;
        // In speech the floor rises by 4 dB a second, in what is no speech (yet) it follows faster: noise that begins is not speech for long.
        var rise = 1 + ((sounds ? 0.0005f : 0.002f) * milliseconds);
        _floor = loudness < _floor ? Math.Max(2, loudness) : Math.Min(HighestFloor, Math.Min(_floor * rise, Math.Max(loudness, 2)));
        return sounds;
    }
}
