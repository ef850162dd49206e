namespace Telephony.Unit.Audio;

/// <summary>Sounds to test with that are made, not recorded; the same in every run.</summary>
internal static class Speech
{
    private static readonly double[][] Formants = [[700, 1220, 2600], [300, 870, 2240], [270, 2290, 3010], [530, 1840, 2480], [570, 840, 2410]];

    /// <summary>Vowels of a voice whose pitch wanders between 90 and 220 Hz, syllables of 200 ms with short pauses, a little breath.</summary>
    public static short[] Synthetic(int rate, double seconds, int seed = 1)
    {
        var random = new Random(seed);
        var samples = new double[(int)(rate * seconds)];
        var states = new double[3][];
        var (pulse, pitch) = (0.0, 130.0);
        for (var i = 0; i < 3; i++) states[i] = new double[2];
        for (var n = 0; n < samples.Length; n++)
        {
            var time = (double)n / rate;
            var syllable = (int)(time / 0.2);
            var within = (time / 0.2) - syllable;
            var loudness = within > 0.85 || syllable % 7 == 6 ? 0 : Math.Sin(Math.PI * within / 0.85);
            pitch = 150 + (60 * Math.Sin(2 * Math.PI * 0.31 * time)) + (10 * Math.Sin(2 * Math.PI * 5.3 * time));
            pulse += pitch / rate;
            var excitation = (0.02 * (random.NextDouble() - 0.5)) + (pulse >= 1 ? 1 : 0);
            if (pulse >= 1) pulse -= 1;
            var vowel = Formants[(syllable * 3 + seed) % Formants.Length];
            double sum = 0;
            for (var i = 0; i < 3; i++) sum += Resonate(states[i], excitation, vowel[i], 60 + (40 * i), rate) / (i + 1);
            samples[n] = sum * loudness;
        }
        var peak = samples.Max(Math.Abs);
        return [.. samples.Select(sample => (short)(12_000 * sample / peak))];
    }

    /// <summary>White noise of a root mean square level.</summary>
    public static short[] Noise(int samples, double rms, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples).Select(_ => (short)Math.Clamp(Gaussian(random) * rms, short.MinValue, short.MaxValue))];
    }

    public static short[] Sum(ReadOnlySpan<short> one, ReadOnlySpan<short> other)
    {
        var sum = new short[one.Length];
        for (var i = 0; i < sum.Length; i++) sum[i] = (short)Math.Clamp(one[i] + other[i], short.MinValue, short.MaxValue);
        return sum;
    }

    /// <summary>Signal to error, in decibels.</summary>
    public static double Snr(ReadOnlySpan<short> original, ReadOnlySpan<short> copy)
    {
        double signal = 0, error = 0;
        for (var i = 0; i < original.Length; i++)
        {
            signal += Math.Pow(original[i], 2);
            error += Math.Pow(original[i] - copy[i], 2);
        }
        return error == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / error);
    }

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Resonate(double[] state, double input, double frequency, double bandwidth, int rate)
    {
        var radius = Math.Exp(-Math.PI * bandwidth / rate);
        var next = input + (2 * radius * Math.Cos(2 * Math.PI * frequency / rate) * state[0]) - (radius * radius * state[1]);
        (state[1], state[0]) = (state[0], next);
        return next * (1 - radius);
    }
}
