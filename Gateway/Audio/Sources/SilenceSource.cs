namespace Telephony.Audio.Sources;

/// <summary>Silence of a length, or without end.</summary>
/// <param name="duration">Null: without end.</param>
public sealed class SilenceSource(int sampleRate, TimeSpan? duration = null) : IPcmSource
{
    private readonly long _length = duration is { } limit ? (long)(limit.TotalSeconds * sampleRate) : long.MaxValue;
    private long _position;

    public int SampleRate => sampleRate;

    public int Read(Span<short> frame)
    {
        var length = (int)Math.Min(frame.Length, _length - _position);
        frame[..length].Clear();
        _position += length;
        return length;
    }

    public bool TryRewind()
    {
        _position = 0;
        return true;
    }

    public void Dispose()
    {
    }
}
