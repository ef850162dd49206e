using System.Runtime.Intrinsics;

namespace Telephony.Audio.Detection;

/// <summary>
/// Amplitude and phase of up to eight frequencies in one window of samples: Goertzel's recurrence for all of them at once, one to a lane of a vector, under a Hann window
/// (so that the tones of a pair, 268 Hz apart or more, do not disturb each other).
/// </summary>
internal sealed class ToneBank
{
    public const int Lanes = 8;

    private readonly float[] _window;
    private readonly float[] _weighted;
    private readonly Vector256<float> _twiceCosine;
    private readonly Vector256<float> _cosine;
    private readonly Vector256<float> _sine;
    private readonly float _sum;
    private readonly float _sumOfSquares;

    /// <param name="frequencies">At most eight.</param>
    /// <param name="length">Samples of a window.</param>
    public ToneBank(ReadOnlySpan<double> frequencies, int length, int sampleRate)
    {
        (_window, _weighted) = (new float[length], new float[length]);
        for (var i = 0; i < length; i++)
        {
            _window[i] = (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / length)));
            _sum += _window[i];
            _sumOfSquares += _window[i] * _window[i];
        }
        Span<float> cosines = stackalloc float[Lanes];
        Span<float> sines = stackalloc float[Lanes];
        for (var i = 0; i < frequencies.Length; i++)
        {
            var (sine, cosine) = Math.SinCos(2 * Math.PI * frequencies[i] / sampleRate);
            (cosines[i], sines[i]) = ((float)cosine, (float)sine);
        }
        (_cosine, _sine) = (Vector256.Create(cosines), Vector256.Create(sines));
        _twiceCosine = _cosine + _cosine;
    }

    /// <summary>Mean power of the window, weighted.</summary>
    public float TotalPower { get; private set; }

    /// <summary>Measures one window.</summary>
    /// <param name="powers">Eight: mean power of the tone at each frequency, as if it were the only one and exactly there.</param>
    /// <param name="phases">Eight, in radians, at the last sample.</param>
    public void Measure(ReadOnlySpan<float> samples, Span<float> powers, Span<float> phases)
    {
        float total = 0;
        for (var i = 0; i < _weighted.Length; i++)
        {
            var weighted = samples[i] * _window[i];
            _weighted[i] = weighted;
            total += weighted * weighted;
        }
        TotalPower = total / _sumOfSquares;

        var (last, beforeLast) = (Vector256<float>.Zero, Vector256<float>.Zero);
        foreach (var sample in _weighted)
        {
            var next = Vector256.Create(sample) + (_twiceCosine * last) - beforeLast;
            (beforeLast, last) = (last, next);
        }
        var real = last - (_cosine * beforeLast);
        var imaginary = _sine * beforeLast;
        (((real * real) + (imaginary * imaginary)) * Vector256.Create(2 / (_sum * _sum))).CopyTo(powers);
        Span<float> parts = stackalloc float[2 * Lanes];
        real.CopyTo(parts);
        imaginary.CopyTo(parts[Lanes..]);
        for (var i = 0; i < Lanes; i++) phases[i] = MathF.Atan2(parts[Lanes + i], parts[i]);
    }

    /// <summary>By how much the power of a tone is underrated when it is this far from its lane's frequency.</summary>
    public float Loss(float deviationHz, int sampleRate)
    {
        // The Hann window's transform: sinc(x) / (1 - x squared), x in bins.
        var x = deviationHz * _window.Length / sampleRate;
        if (MathF.Abs(x) < 1e-3f) return 1;
        if (MathF.Abs(MathF.Abs(x) - 1) < 1e-3f) return 0.25f;
        var response = MathF.Sin(MathF.PI * x) / (MathF.PI * x * (1 - (x * x)));
        return response * response;
    }
}
