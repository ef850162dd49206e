namespace Telephony.Audio.Resampling;

/// <summary>
/// Changes the rate of whole recordings (not of live audio) by a windowed sinc: each output sample is a weighted sum of its neighbours in the input, with
/// the cut-off below the lower of the two Nyquist frequencies. Work is done in floating point; rates need no common factor.
/// </summary>
public static class Resampler
{
    /// <summary>Zero crossings of the sinc on each side: about 60 dB of stop band with the Blackman window.</summary>
    private const int Crossings = 24;

    /// <summary>Of the lower Nyquist frequency: 3.7 kHz at 8000 Hz, above the telephone's 3.4.</summary>
    private const double Passband = 0.925;

    /// <returns>The input itself when the rates agree.</returns>
    public static short[] Convert(short[] samples, int fromRate, int toRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fromRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(toRate);
        if (fromRate == toRate) return samples;

        var cutoff = Passband * Math.Min(1.0, (double)toRate / fromRate);     // of the input's Nyquist frequency
        var reach = Crossings / cutoff;
        var output = new short[(int)((long)samples.Length * toRate / fromRate)];
        for (var i = 0; i < output.Length; i++)
        {
            var center = (double)i * fromRate / toRate;
            output[i] = (short)Math.Clamp(Math.Round(Sum(samples, center, reach, cutoff)), short.MinValue, short.MaxValue);
        }
        return output;
    }

    private static double Sum(short[] samples, double center, double reach, double cutoff)
    {
        var first = Math.Max(0, (int)Math.Ceiling(center - reach));
        var last = Math.Min(samples.Length - 1, (int)Math.Floor(center + reach));
        double sum = 0;
        for (var at = first; at <= last; at++)
        {
            var distance = at - center;
            sum += samples[at] * cutoff * Sinc(cutoff * distance) * Blackman(distance / reach);
        }
        return sum;
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <param name="x">-1 to 1.</param>
    private static double Blackman(double x) => 0.42 + (0.5 * Math.Cos(Math.PI * x)) + (0.08 * Math.Cos(2 * Math.PI * x));
}
