using Telephony.Audio.Tones;

namespace Telephony.Audio.Sources;

/// <summary>A tone with its cadence, for a time or without end.</summary>
/// <param name="duration">Null: without end.</param>
public sealed class ToneSource(Tone tone, int sampleRate, TimeSpan? duration = null) : IPcmSource
{
    private readonly ToneGenerator _generator = new(tone, sampleRate);
    private readonly long _length = duration is { } limit ? (long)(limit.TotalSeconds * sampleRate) : long.MaxValue;
    private long _position;

    public int SampleRate => sampleRate;

    public int Read(Span<short> frame)
    {
        var length = (int)Math.Min(frame.Length, _length - _position);
        _generator.Fill(frame[..length]);
        _position += length;
        return length;
    }

    public bool TryRewind()
    {
        _generator.Restart();
        _position = 0;
        return true;
    }

    public void Dispose()
    {
    }
}
