namespace Telephony.Audio.Signals;

/// <summary>Power spectrum of a window of samples: a radix-2 Fourier transform under a Hann window. One owner; nothing is allocated after construction.</summary>
public sealed class Spectrum
{
    private readonly float[] _window;
    private readonly float[] _real;
    private readonly float[] _imaginary;
    private readonly float[] _cosines;
    private readonly float[] _sines;
    private readonly int[] _reversed;

    /// <param name="length">A power of two.</param>
    public Spectrum(int length)
    {
        var bits = int.Log2(length);
        Length = length;
        (_window, _real, _imaginary) = (new float[length], new float[length], new float[length]);
        (_cosines, _sines, _reversed, Power) = (new float[length / 2], new float[length / 2], new int[length], new float[(length / 2) + 1]);
        for (var i = 0; i < length; i++)
        {
            _window[i] = (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / length)));
            for (var bit = 0; bit < bits; bit++) _reversed[i] |= ((i >> bit) & 1) << (bits - 1 - bit);
        }
        for (var i = 0; i < length / 2; i++) (_sines[i], _cosines[i]) = ((float)Math.Sin(-2 * Math.PI * i / length), (float)Math.Cos(2 * Math.PI * i / length));
    }

    public int Length { get; }

    /// <summary>Of each bin from 0 to half the sample rate.</summary>
    public float[] Power { get; }

    /// <param name="samples">As many as the window is long.</param>
    public void Measure(ReadOnlySpan<short> samples)
    {
        for (var i = 0; i < Length; i++) (_real[_reversed[i]], _imaginary[_reversed[i]]) = (samples[i] * _window[i], 0);
        for (var half = 1; half < Length; half *= 2)
        {
            var stride = Length / (2 * half);
            for (var start = 0; start < Length; start += 2 * half)
            {
                for (var k = 0; k < half; k++)
                {
                    var (a, b) = (start + k, start + k + half);
                    var (cosine, sine) = (_cosines[k * stride], _sines[k * stride]);
                    var (re, im) = ((_real[b] * cosine) - (_imaginary[b] * sine), (_real[b] * sine) + (_imaginary[b] * cosine));
                    (_real[b], _imaginary[b]) = (_real[a] - re, _imaginary[a] - im);
                    (_real[a], _imaginary[a]) = (_real[a] + re, _imaginary[a] + im);
                }
            }
        }
        for (var i = 0; i < Power.Length; i++) Power[i] = (_real[i] * _real[i]) + (_imaginary[i] * _imaginary[i]);
    }
}
