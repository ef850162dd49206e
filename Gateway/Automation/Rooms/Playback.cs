using Telephony.Net.Loops;

namespace Telephony.Automation.Rooms;

/// <summary>
/// Sounds played to one seat, one after the other. Made and told of its end on the call's loop, read by the media worker.
/// </summary>
/// <param name="sounds">16 kHz, one channel, whole.</param>
/// <param name="loops">Over and over, without an end.</param>
/// <param name="onEnd">On the loop, once, when it was played to its end; not when it was stopped.</param>
public sealed class Playback(IReadOnlyList<ReadOnlyMemory<short>> sounds, bool loops, IEventLoop loop, Action? onEnd = null)
{
    /// <summary>Of what is played to several, one counts for the recording.</summary>
    public bool IsForAll { get; init; }

    private readonly bool _loops = loops && sounds.Any(static sound => sound.Length > 0);
    private int _sound;
    private int _position;

    /// <returns>Samples read; fewer than asked for at the end.</returns>
    public int Read(Span<short> frame)
    {
        var read = 0;
        while (read < frame.Length)
        {
            if (_sound == sounds.Count)
            {
                if (!_loops) break;
                _sound = 0;
            }
            var rest = sounds[_sound].Span[_position..];
            var part = rest[..Math.Min(rest.Length, frame.Length - read)];
            part.CopyTo(frame[read..]);
            read += part.Length;
            _position += part.Length;
            if (_position == sounds[_sound].Length) (_sound, _position) = (_sound + 1, 0);
        }
        return read;
    }

    /// <summary>Media worker.</summary>
    public void TellEnd()
    {
        if (onEnd is not null) loop.Post(static end => ((Action)end!)(), onEnd);
    }
}
