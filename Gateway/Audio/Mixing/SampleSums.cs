using System.Numerics;
using System.Runtime.InteropServices;

namespace Telephony.Audio.Mixing;

/// <summary>
/// Sums of 16-bit frames in 32 bits, so that 65 536 of them cannot overflow: what all parties of a conference say is added once, and each hears the sum less its own, brought back to 16 bits by its own <see cref="MixLimiter"/>.
/// Whole vectors of the machine; what is left over is done one by one.
/// </summary>
public static class SampleSums
{
    /// <param name="sum">As long as <paramref name="frame"/>, or longer.</param>
    public static void Add(Span<int> sum, ReadOnlySpan<short> frame)
    {
        sum = sum[..frame.Length];
        var sums = MemoryMarshal.Cast<int, Vector<int>>(sum);
        var added = MemoryMarshal.Cast<short, Vector<short>>(frame);
        for (var i = 0; i < added.Length; i++)
        {
            Vector.Widen(added[i], out var low, out var high);
            sums[2 * i] += low;
            sums[(2 * i) + 1] += high;
        }
        for (var i = added.Length * Vector<short>.Count; i < frame.Length; i++) sum[i] += frame[i];
    }

    /// <param name="frame">As it was added.</param>
    public static void Subtract(Span<int> sum, ReadOnlySpan<short> frame)
    {
        sum = sum[..frame.Length];
        var sums = MemoryMarshal.Cast<int, Vector<int>>(sum);
        var taken = MemoryMarshal.Cast<short, Vector<short>>(frame);
        for (var i = 0; i < taken.Length; i++)
        {
            Vector.Widen(taken[i], out var low, out var high);
            sums[2 * i] -= low;
            sums[(2 * i) + 1] -= high;
        }
        for (var i = taken.Length * Vector<short>.Count; i < frame.Length; i++) sum[i] -= frame[i];
    }
}
