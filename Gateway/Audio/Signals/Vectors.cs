using System.Numerics;
using System.Runtime.InteropServices;

namespace Telephony.Audio.Signals;

/// <summary>Sums of products over whole vectors of the machine, several at a time; what is left over is done one by one.</summary>
internal static class Vectors
{
    /// <summary>Sum of the products of two stretches.</summary>
    /// <param name="second">At least as long as <paramref name="first"/>.</param>
    public static float Dot(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        second = second[..first.Length];
        var firsts = MemoryMarshal.Cast<float, Vector<float>>(first);
        var seconds = MemoryMarshal.Cast<float, Vector<float>>(second);
        var (even, odd) = (Vector<float>.Zero, Vector<float>.Zero);
        var i = 0;
        for (; i + 1 < firsts.Length; i += 2)
        {
            even += firsts[i] * seconds[i];
            odd += firsts[i + 1] * seconds[i + 1];
        }
        if (i < firsts.Length) even += firsts[i] * seconds[i];
        var sum = Vector.Sum(even + odd);
        for (i = firsts.Length * Vector<float>.Count; i < first.Length; i++) sum += first[i] * second[i];
        return sum;
    }

    public static float Energy(ReadOnlySpan<float> samples) => Dot(samples, samples);

    public static short ToSample(float value) => (short)Math.Clamp(MathF.Round(value), short.MinValue, short.MaxValue);
}
