namespace Telephony.Calls.Interworking;

/// <summary>Samples between packets of one length and frames of another: first in, first out, bounded. Media worker only.</summary>
internal sealed class SampleQueue(int capacity)
{
    private readonly short[] _samples = new short[capacity];

    public int Count { get; private set; }

    public int Room => _samples.Length - Count;

    /// <summary>A place at the end; what is written there counts after <see cref="Added"/>.</summary>
    public Span<short> End => _samples.AsSpan(Count);

    public void Added(int samples) => Count += samples;

    public void Take(Span<short> frame)
    {
        _samples.AsSpan(0, frame.Length).CopyTo(frame);
        _samples.AsSpan(frame.Length, Count - frame.Length).CopyTo(_samples);
        Count -= frame.Length;
    }

    public void Clear() => Count = 0;
}
