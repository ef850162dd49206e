using Telephony.Audio.Signals;

namespace Telephony.Audio.Resampling;

/// <summary>
/// Changes the rate of whole recordings (not of live audio), between any two rates: each output sample is a weighted sum of its neighbours in the input, the weights a sinc under a Blackman window with
/// the cut-off below the lower of the two Nyquist frequencies. The weights are tabled for 256 places between two input samples and interpolated in between, which errs by less than -90 dB.
/// </summary>
public static class Resampler
{
    /// <summary>Zero crossings of the sinc on each side: about 60 dB of stop band with the Blackman window.</summary>
    private const int Crossings = 24;

    /// <summary>Of the lower Nyquist frequency: 3.7 kHz at 8000 Hz, above the telephone's 3.4.</summary>
    private const double Passband = 0.925;

    private const int Phases = 256;

    /// <returns>The input itself when the rates agree.</returns>
    public static short[] Convert(short[] samples, int fromRate, int toRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fromRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(toRate);
        if (fromRate == toRate) return samples;

        var cutoff = Passband * Math.Min(1.0, (double)toRate / fromRate);     // of the input's Nyquist frequency
        var half = (int)Math.Ceiling(Crossings / cutoff) + 1;
        var table = Table(half, cutoff);
        var length = 2 * half;
        var input = new float[samples.Length + (2 * length)];                 // silence on both sides
        for (var i = 0; i < samples.Length; i++) input[length + i] = samples[i];

        var output = new short[(int)((long)samples.Length * toRate / fromRate)];
        for (var i = 0; i < output.Length; i++)
        {
            var (whole, rest) = Math.DivRem((long)i * fromRate, toRate);
            var place = (double)rest / toRate * Phases;
            var phase = (int)place;
            var blend = (float)(place - phase);
            var around = input.AsSpan((int)whole + length - half + 1, length);
            var near = Vectors.Dot(table.AsSpan(phase * length, length), around);
            output[i] = Vectors.ToSample(blend == 0 ? near : near + (blend * (Vectors.Dot(table.AsSpan((phase + 1) * length, length), around) - near)));
        }
        return output;
    }

    /// <summary>Weights of the samples from <paramref name="half"/> - 1 before a place to half behind it, for each phase and the one after the last.</summary>
    private static float[] Table(int half, double cutoff)
    {
        var table = new float[(Phases + 1) * 2 * half];
        var reach = Crossings / cutoff;
        for (var phase = 0; phase <= Phases; phase++)
        {
            for (var i = 0; i < 2 * half; i++)
            {
                var distance = i - (half - 1) - ((double)phase / Phases);
                if (Math.Abs(distance) < reach) table[(phase * 2 * half) + i] = (float)(cutoff * Sinc(cutoff * distance) * Blackman(distance / reach));
            }
        }
        return table;
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <param name="x">-1 to 1.</param>
    private static double Blackman(double x) => 0.42 + (0.5 * Math.Cos(Math.PI * x)) + (0.08 * Math.Cos(2 * Math.PI * x));
}
