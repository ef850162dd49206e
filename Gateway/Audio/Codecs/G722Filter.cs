using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Telephony.Audio.Codecs;

/// <summary>
/// The quadrature mirror filters of G.722 (ITU-T G.722 3.1 and 4.4): a sum of 24 products per sample, whose coefficients are interleaved here so that neighbours in memory are
/// multiplied and added in pairs.
/// </summary>
internal static class G722Filter
{
    public const int Taps = 24;

    /// <summary>Samples a filter needs from before the frame.</summary>
    public const int Memory = Taps - 2;

    private static readonly short[] Sum = Interleaved(1);            // lower band, and the first of two output samples' mirror
    private static readonly short[] Difference = Interleaved(-1);
    private static readonly short[] First = Apart(odd: true);
    private static readonly short[] Second = Apart(odd: false);

    /// <summary>Splits two samples into one of each band.</summary>
    /// <param name="samples">24, the newest last.</param>
    public static (int Low, int High) Split(ReadOnlySpan<short> samples) => (Dot(samples, Sum) >> 14, Dot(samples, Difference) >> 14);

    /// <summary>Joins the bands into two samples.</summary>
    /// <param name="bands">24: sum and difference of the bands by turns, the newest last.</param>
    public static (int First, int Second) Join(ReadOnlySpan<short> bands) => (Dot(bands, First) >> 11, Dot(bands, Second) >> 11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Dot(ReadOnlySpan<short> samples, short[] coefficients)
    {
        if (!Sse2.IsSupported) return DotByOne(samples, coefficients);
        ref var x = ref MemoryMarshal.GetReference(samples[..Taps]);
        ref var c = ref MemoryMarshal.GetArrayDataReference(coefficients);
        var sum = Sse2.MultiplyAddAdjacent(Vector128.LoadUnsafe(ref x), Vector128.LoadUnsafe(ref c))
            + Sse2.MultiplyAddAdjacent(Vector128.LoadUnsafe(ref x, 8), Vector128.LoadUnsafe(ref c, 8))
            + Sse2.MultiplyAddAdjacent(Vector128.LoadUnsafe(ref x, 16), Vector128.LoadUnsafe(ref c, 16));
        return Vector128.Sum(sum);
    }

    internal static int DotByOne(ReadOnlySpan<short> samples, ReadOnlySpan<short> coefficients)
    {
        var sum = 0;
        for (var i = 0; i < Taps; i++) sum += samples[i] * coefficients[i];
        return sum;
    }

    private static short[] Interleaved(int sign)
    {
        var all = new short[Taps];
        for (var i = 0; i < Taps / 2; i++) (all[2 * i], all[(2 * i) + 1]) = ((short)(sign * G722Tables.Qmf[i]), G722Tables.Qmf[11 - i]);
        return all;
    }

    private static short[] Apart(bool odd)
    {
        var all = new short[Taps];
        for (var i = 0; i < Taps / 2; i++) all[(2 * i) + (odd ? 1 : 0)] = odd ? G722Tables.Qmf[11 - i] : G722Tables.Qmf[i];
        return all;
    }
}
