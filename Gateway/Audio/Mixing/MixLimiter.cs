using System.Numerics;
using System.Runtime.InteropServices;

namespace Telephony.Audio.Mixing;

/// <summary>
/// Brings a 32-bit sum back to 16 bits without clicks. Sums below <see cref="Knee"/> pass as they are, to the bit. A louder frame is turned down as a whole, the gain moving in a straight line over the frame
/// and coming back by 1 dB a frame; what still stands out while the gain is on its way is bent, not cut: <c>k + (m - k) e / (1 + e)</c> with <c>e = (x - k) / (m - k)</c>, whose slope at the knee is one.
/// State of one listener; a default one is ready for use.
/// </summary>
public struct MixLimiter
{
    /// <summary>-2 dB of full scale.</summary>
    public const int Knee = 26_000;

    private const float Most = short.MaxValue;
    private const float Release = 1.122f;
    private float _reduction;              // 1 - gain, so that default(MixLimiter) is a gain of one

    /// <summary>By how much the last frame's end was turned down: 1 is not at all.</summary>
    public readonly float Gain => 1 - _reduction;

    /// <param name="output">At least as long as <paramref name="sum"/>.</param>
    public void Limit(ReadOnlySpan<int> sum, Span<short> output)
    {
        output = output[..sum.Length];
        var peak = Peak(sum);
        if (_reduction == 0 && peak <= Knee)
        {
            Narrow(sum, output);
            return;
        }
        var from = 1 - _reduction;
        var to = Math.Min(Math.Min(1, from * Release), peak <= Knee ? 1 : Knee / (float)peak);
        Bend(sum, output, from, (to - from) / sum.Length);
        _reduction = to > 0.999f ? 0 : 1 - to;
    }

    private static int Peak(ReadOnlySpan<int> sum)
    {
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(sum);
        var most = Vector<int>.Zero;
        foreach (var vector in vectors) most = Vector.Max(most, Vector.Abs(vector));
        var peak = 0;
        for (var i = 0; i < Vector<int>.Count; i++) peak = Math.Max(peak, most[i]);
        foreach (var sample in sum[(vectors.Length * Vector<int>.Count)..]) peak = Math.Max(peak, Math.Abs(sample));
        return peak;
    }

    private static void Narrow(ReadOnlySpan<int> sum, Span<short> output)
    {
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(sum);
        var narrowed = MemoryMarshal.Cast<short, Vector<short>>(output);
        for (var i = 0; i < narrowed.Length; i++) narrowed[i] = Vector.Narrow(vectors[2 * i], vectors[(2 * i) + 1]);
        for (var i = narrowed.Length * Vector<short>.Count; i < sum.Length; i++) output[i] = (short)sum[i];
    }

    private static void Bend(ReadOnlySpan<int> sum, Span<short> output, float gain, float step)
    {
        for (var i = 0; i < sum.Length; i++)
        {
            gain += step;
            var loudness = MathF.Abs(sum[i] * gain);
            if (loudness > Knee)
            {
                var over = (loudness - Knee) / (Most - Knee);
                loudness = Knee + ((Most - Knee) * over / (1 + over));
            }
            output[i] = (short)MathF.CopySign(loudness + 0.5f, sum[i]);
        }
    }
}
