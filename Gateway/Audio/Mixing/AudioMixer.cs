using System.Numerics;
using System.Runtime.InteropServices;

namespace Telephony.Audio.Mixing;

/// <summary>
/// The sum of what all parties of a conference say in one frame, in 32 bits, so that 65 536 of them cannot overflow; each hears the sum without itself, brought back to 16 bits by its own <see cref="MixLimiter"/>.
/// <code>
/// Begin ─► Add(frame of each party) ─► WithoutOwn(own frame, limiter, mixed) for each who spoke, All(limiter, mixed) for listeners and the recording
/// </code>
/// One owner; nothing is allocated per frame.
/// </summary>
/// <param name="frameSamples">Of every frame: 160 for 20 ms at 8000 Hz.</param>
public sealed class AudioMixer(int frameSamples)
{
    private readonly int[] _sum = new int[frameSamples];
    private readonly int[] _rest = new int[frameSamples];

    public int FrameSamples => frameSamples;

    /// <summary>How many have been added to this frame.</summary>
    public int Count { get; private set; }

    /// <summary>Begins a frame.</summary>
    public void Begin()
    {
        _sum.AsSpan().Clear();
        Count = 0;
    }

    /// <summary>Somebody who says something in this frame. Who is silent, or muted, need not be added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A frame of another length.</exception>
    public void Add(ReadOnlySpan<short> frame)
    {
        Check(frame.Length);
        var sum = MemoryMarshal.Cast<int, Vector<int>>(_sum.AsSpan());
        var added = MemoryMarshal.Cast<short, Vector<short>>(frame);
        for (var i = 0; i < added.Length; i++)
        {
            Vector.Widen(added[i], out var low, out var high);
            sum[2 * i] += low;
            sum[(2 * i) + 1] += high;
        }
        for (var i = added.Length * Vector<short>.Count; i < frame.Length; i++) _sum[i] += frame[i];
        Count++;
    }

    /// <summary>What a party hears that was added: all but itself.</summary>
    /// <param name="own">The frame as it was added.</param>
    public void WithoutOwn(ReadOnlySpan<short> own, ref MixLimiter limiter, Span<short> mixed)
    {
        Check(own.Length);
        var sum = MemoryMarshal.Cast<int, Vector<int>>(_sum.AsSpan());
        var rest = MemoryMarshal.Cast<int, Vector<int>>(_rest.AsSpan());
        var taken = MemoryMarshal.Cast<short, Vector<short>>(own);
        for (var i = 0; i < taken.Length; i++)
        {
            Vector.Widen(taken[i], out var low, out var high);
            rest[2 * i] = sum[2 * i] - low;
            rest[(2 * i) + 1] = sum[(2 * i) + 1] - high;
        }
        for (var i = taken.Length * Vector<short>.Count; i < own.Length; i++) _rest[i] = _sum[i] - own[i];
        limiter.Limit(_rest, mixed);
    }

    /// <summary>What somebody hears who was not added: everybody.</summary>
    public void All(ref MixLimiter limiter, Span<short> mixed) => limiter.Limit(_sum, mixed);

    private void Check(int length)
    {
        if (length != frameSamples) throw new ArgumentOutOfRangeException(nameof(length), length, $"Frames have {frameSamples} samples here.");
    }
}
