namespace Telephony.Audio.Sources;

/// <summary>Plays a clip once, from its beginning, at its own rate.</summary>
public sealed class ClipSource(PcmClip clip) : IPcmSource
{
    private int _position;

    public int SampleRate => clip.SampleRate;

    public int Read(Span<short> frame)
    {
        var rest = clip.Samples.Span[_position..];
        var length = Math.Min(rest.Length, frame.Length);
        rest[..length].CopyTo(frame);
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
