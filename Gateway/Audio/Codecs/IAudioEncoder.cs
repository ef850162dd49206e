namespace Telephony.Audio.Codecs;

/// <summary>
/// One sent stream of one codec: frames of mono 16-bit samples in, payloads out. It keeps state from frame to frame, allocates nothing after it was made, and has one owner.
/// </summary>
public interface IAudioEncoder : IDisposable
{
    /// <summary>Samples per second that go in.</summary>
    int SampleRate { get; }

    /// <summary>Samples of one frame: the packet time at <see cref="SampleRate"/>.</summary>
    int FrameSamples { get; }

    /// <summary>By how much the RTP timestamp grows per frame, sent or not.</summary>
    int TicksPerFrame { get; }

    /// <summary>No payload is longer.</summary>
    int MaxPayloadBytes { get; }

    /// <summary>Encodes one frame.</summary>
    /// <param name="frame">Exactly <see cref="FrameSamples"/> long.</param>
    /// <param name="payload">At least <see cref="MaxPayloadBytes"/> long.</param>
    /// <returns>Octets written; 0 when there is nothing to send (Opus discontinuous transmission).</returns>
    /// <exception cref="ArgumentException">A frame of another length, or too short a place for the payload.</exception>
    int Encode(ReadOnlySpan<short> frame, Span<byte> payload);

    /// <summary>Forgets what was said: a new stream begins.</summary>
    void Reset();
}
