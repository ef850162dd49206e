namespace Telephony.Audio.Sources;

/// <summary>
/// Frames on their way from the media thread to somebody who may be slow (a disk, a WebSocket), each with its number, so that what had to be dropped shows as a gap and not as a shift of time. One writer, one reader, no lock,
/// nothing allocated. When it is full the frame that comes is dropped and counted: media never waits.
/// </summary>
public sealed class FrameRing
{
    private readonly short[] _samples;
    private readonly long[] _numbers;
    private readonly int[] _tags;
    private readonly int _capacity;
    private long _written;
    private long _read;
    private long _dropped;

    /// <param name="capacity">Frames that wait at most.</param>
    public FrameRing(int frameSamples, int capacity)
    {
        (FrameSamples, _capacity) = (frameSamples, capacity);
        (_samples, _numbers, _tags) = (new short[frameSamples * capacity], new long[capacity], new int[capacity]);
    }

    public int FrameSamples { get; }

    /// <summary>Frames dropped because the reader was too slow.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public int Waiting => (int)(Volatile.Read(ref _written) - Volatile.Read(ref _read));

    /// <param name="number">Place in time, in frames; never less than the one before.</param>
    /// <param name="tag">Whose it is, for whoever reads.</param>
    /// <returns>False: there was no room.</returns>
    public bool TryWrite(long number, ReadOnlySpan<short> frame, int tag = 0)
    {
        var written = _written;
        if (written - Volatile.Read(ref _read) >= _capacity)
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            return false;
        }
        var slot = (int)(written % _capacity);
        frame[..FrameSamples].CopyTo(_samples.AsSpan(slot * FrameSamples));
        (_numbers[slot], _tags[slot]) = (number, tag);
        Volatile.Write(ref _written, written + 1);
        return true;
    }

    /// <param name="frame">At least <see cref="FrameSamples"/> long.</param>
    public bool TryRead(out long number, out int tag, Span<short> frame)
    {
        (number, tag) = (0, 0);
        var read = _read;
        if (read == Volatile.Read(ref _written)) return false;
        var slot = (int)(read % _capacity);
        _samples.AsSpan(slot * FrameSamples, FrameSamples).CopyTo(frame);
        (number, tag) = (_numbers[slot], _tags[slot]);
        Volatile.Write(ref _read, read + 1);
        return true;
    }
}
