namespace Telephony.Audio.Codecs;

/// <summary>
/// The adaptive predictor and step size of one sub-band of G.722: what encoder and decoder keep alike. Names are those of ITU-T G.722 clause 6: <c>a</c> and <c>b</c> pole and zero
/// coefficients, <c>d</c> quantized differences, <c>p</c> partially and <c>r</c> fully reconstructed signal, <c>s</c> the prediction, <c>nb</c> and <c>det</c> the logarithmic and linear step size.
/// </summary>
internal struct G722Band
{
    private const int Zeros = 6;

    private Differences _b;
    private Differences _d;
    private int _a1, _a2;
    private int _p1, _p2;
    private int _r1;
    private int _sz;
    private int _nb;

    [System.Runtime.CompilerServices.InlineArray(Zeros)]
    private struct Differences
    {
        private int _first;
    }

    /// <summary>The prediction of the next sample.</summary>
    public int S { get; private set; }

    /// <summary>The step size.</summary>
    public int Det { get; private set; }

    public static G722Band Low => new() { Det = 32 };

    public static G722Band High => new() { Det = 8 };

    /// <summary>LOGSCL and SCALEL, or LOGSCH and SCALEH: the step size after a code.</summary>
    /// <param name="weight">W of the code.</param>
    /// <param name="highest">Bound of nb.</param>
    /// <param name="shift">8 for the lower band, 10 for the higher.</param>
    public void Scale(int weight, int highest, int shift)
    {
        _nb = Math.Clamp(((_nb * 127) >> 7) + weight, 0, highest);
        var mantissa = G722Tables.Ilb[(_nb >> 6) & 31];
        var exponent = shift - (_nb >> 11);
        Det = (exponent < 0 ? mantissa << -exponent : mantissa >> exponent) << 2;
    }

    /// <summary>Block 4: adapts both predictors to the quantized difference and predicts the next sample.</summary>
    public void Adapt(int difference)
    {
        var r = Saturate(S + difference);
        var p = Saturate(_sz + difference);
        AdaptPoles(p);
        _sz = AdaptZeros(difference);

        // FILTEP and PREDIC; r of two samples ago is still in _r1.
        var sp = Saturate(((_a1 * Saturate(r + r)) >> 15) + ((_a2 * Saturate(_r1 + _r1)) >> 15));
        S = Saturate(sp + _sz);
        (_r1, _p2, _p1) = (r, _p1, p);
    }

    /// <summary>UPPOL2, then UPPOL1 with the new a2.</summary>
    private void AdaptPoles(int p)
    {
        var sameAsLast = (p ^ _p1) >= 0;
        var wd = Saturate(_a1 << 2);
        var a2 = ((p ^ _p2) >= 0 ? 128 : -128) + ((sameAsLast ? Math.Min(-wd, short.MaxValue) : wd) >> 7) + ((_a2 * 32512) >> 15);
        _a2 = Math.Clamp(a2, -12288, 12288);
        var bound = 15360 - _a2;
        _a1 = Math.Clamp((sameAsLast ? 192 : -192) + ((_a1 * 32640) >> 15), -bound, bound);
    }

    /// <summary>UPZERO, DELAYA and FILTEZ in one walk from the oldest difference to the newest.</summary>
    private int AdaptZeros(int difference)
    {
        var step = difference == 0 ? 0 : 128;
        var sum = 0;
        for (var i = Zeros - 1; i >= 0; i--)
        {
            var b = Saturate(((_d[i] ^ difference) >= 0 ? step : -step) + ((_b[i] * 32640) >> 15));
            var d = i == 0 ? difference : _d[i - 1];
            _b[i] = b;
            _d[i] = d;
            sum += (b * Saturate(d + d)) >> 15;
        }
        return Saturate(sum);
    }

    private static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);
}
