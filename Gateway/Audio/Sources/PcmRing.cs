using System.Numerics;

namespace Telephony.Audio.Sources;

/// <summary>
/// Samples on their way from one thread to another, with a bound: the writer brings them as they come (a voice that is being rendered, audio of an application), the media thread takes a frame each 20 ms.
/// One writer, one reader, no lock. Where nothing has come yet the reader gets silence and goes on; what was written before <see cref="Clear"/> is not heard any more.
/// </summary>
public sealed class PcmRing : IPcmSource
{
    private readonly short[] _samples;
    private readonly int _mask;
    private long _written;
    private long _read;
    private long _clearedTo;               // the reader skips to here
    private long _missed;
    private volatile bool _complete;

    /// <param name="capacity">How much sound waits at most; rounded up.</param>
    public PcmRing(int sampleRate, TimeSpan capacity)
    {
        var samples = (int)Math.Min(1 << 26, Math.Max(64, capacity.TotalSeconds * sampleRate));
        _samples = new short[BitOperations.RoundUpToPowerOf2((uint)samples)];
        _mask = _samples.Length - 1;
        SampleRate = sampleRate;
    }

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
        var room = _samples.Length - (int)(written - Volatile.Read(ref _read));
        var length = Math.Min(room, samples.Length);
        var at = (int)(written & _mask);
        var first = Math.Min(length, _samples.Length - at);
        samples[..first].CopyTo(_samples.AsSpan(at));
        samples[first..length].CopyTo(_samples);
        Volatile.Write(ref _written, written + length);
        return length;
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
        var at = (int)(read & _mask);
        var first = Math.Min(length, _samples.Length - at);
        _samples.AsSpan(at, first).CopyTo(frame);
        _samples.AsSpan(0, length - first).CopyTo(frame[first..]);
        Volatile.Write(ref _read, read + length);
        if (complete || length == frame.Length) return length;
        frame[length..].Clear();
        Volatile.Write(ref _missed, _missed + frame.Length - length);
        return frame.Length;
    }

    public bool TryRewind() => false;

    public void Dispose() => _complete = true;
}
