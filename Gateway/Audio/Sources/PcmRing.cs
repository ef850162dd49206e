namespace Telephony.Audio.Sources;

/// <summary>
/// Samples on their way from one thread to another, with a bound: the writer brings them as they come (a voice that is being rendered, audio of an application), the media thread takes a frame each 20 ms.
/// One writer, one reader, no lock. Where nothing has come yet the reader gets silence and goes on; what was written before <see cref="Clear"/> is not heard any more.
/// Memory is taken by the writer, piece by piece, when more waits than ever before: who does not speak ahead holds a second or two, whatever the capacity.
/// </summary>
public sealed class PcmRing : IPcmSource
{
    private const int Piece = 8192;

    private readonly short[]?[] _pieces;
    private long _kept;                    // the first piece that has memory; the writer's
    private long _written;
    private long _read;
    private long _clearedTo;               // the reader skips to here
    private long _missed;
    private volatile bool _complete;

    /// <param name="capacity">How much sound waits at most; rounded up.</param>
    public PcmRing(int sampleRate, TimeSpan capacity)
    {
        var samples = (int)Math.Min(1 << 26, capacity.TotalSeconds * sampleRate);
        _pieces = new short[Math.Max(1, (samples + Piece - 1) / Piece)][];
        SampleRate = sampleRate;
    }

    private int Capacity => _pieces.Length * Piece;

    public int SampleRate { get; }

    /// <summary>Samples that wait to be heard.</summary>
    public int Waiting => (int)(Volatile.Read(ref _written) - Math.Max(Volatile.Read(ref _read), Volatile.Read(ref _clearedTo)));

    public TimeSpan WaitingTime => TimeSpan.FromSeconds((double)Waiting / SampleRate);

    /// <summary>Samples of silence that the reader got because the writer was late.</summary>
    public long Missed => Volatile.Read(ref _missed);

    /// <summary>Whether the writer has said that nothing more comes.</summary>
    public bool IsComplete => _complete;

    /// <summary>Takes as many samples as there is room for.</summary>
    /// <returns>How many were taken; fewer than given when the ring is full: wait, or drop the rest.</returns>
    public int Write(ReadOnlySpan<short> samples)
    {
        var written = _written;
        var length = Math.Min(Capacity - (int)(written - Volatile.Read(ref _read)), samples.Length);
        for (var done = 0; done < length;)
        {
            var at = written + done;
            var piece = _pieces[at / Piece % _pieces.Length] ??= Take();
            var part = Math.Min(length - done, Piece - (int)(at % Piece));
            samples.Slice(done, part).CopyTo(piece.AsSpan((int)(at % Piece)));
            done += part;
        }
        Volatile.Write(ref _written, written + length);
        return length;
    }

    /// <summary>A piece that was read to its end, or memory.</summary>
    private short[] Take()
    {
        if (_kept >= Volatile.Read(ref _read) / Piece) return new short[Piece];
        ref var slot = ref _pieces[_kept++ % _pieces.Length];
        var piece = slot!;   // all from there on have memory
        slot = null;
        return piece;
    }

    /// <summary>Writer: nothing more comes. The reader's sound is over when it has taken the rest.</summary>
    public void Complete() => _complete = true;

    /// <summary>Writer: what waits is not to be heard.</summary>
    public void Clear() => Volatile.Write(ref _clearedTo, _written);

    public int Read(Span<short> frame)
    {
        var complete = _complete;                // before the count: what was written before it is seen
        var read = Math.Max(_read, Volatile.Read(ref _clearedTo));
        var length = (int)Math.Min(frame.Length, Volatile.Read(ref _written) - read);
        for (var done = 0; done < length;)
        {
            var at = read + done;
            var part = Math.Min(length - done, Piece - (int)(at % Piece));
            _pieces[at / Piece % _pieces.Length].AsSpan((int)(at % Piece), part).CopyTo(frame[done..]);
            done += part;
        }
        Volatile.Write(ref _read, read + length);
        if (complete || length == frame.Length) return length;
        frame[length..].Clear();
        Volatile.Write(ref _missed, _missed + frame.Length - length);
        return frame.Length;
    }

    public bool TryRewind() => false;

    public void Dispose() => _complete = true;
}
