namespace Telephony.Audio.Detection;

/// <summary>How much of a block lies at one frequency: a single bin of a Fourier transform by Goertzel's recurrence.</summary>
public static class Goertzel
{
    /// <summary>The energy at the frequency as a part of the energy of the whole block, 0 to 1; 0 for silence.</summary>
    /// <param name="samples">Long enough for the resolution wanted: sample rate / length in Hz.</param>
    public static double Share(ReadOnlySpan<short> samples, double frequencyHz, int sampleRate = 8000)
    {
        double total = 0;
        foreach (var sample in samples) total += (double)sample * sample;
        return total == 0 ? 0 : Math.Min(1, 2 * Power(samples, frequencyHz, sampleRate) / (total * samples.Length));
    }

    /// <summary>Squared magnitude of the bin.</summary>
    public static double Power(ReadOnlySpan<short> samples, double frequencyHz, int sampleRate = 8000)
    {
        var coefficient = 2 * Math.Cos(2 * Math.PI * frequencyHz / sampleRate);
        double last = 0, beforeLast = 0;
        foreach (var sample in samples)
        {
            var next = sample + (coefficient * last) - beforeLast;
            beforeLast = last;
            last = next;
        }
        return (last * last) + (beforeLast * beforeLast) - (coefficient * last * beforeLast);
    }

    /// <summary>Root mean square of a block.</summary>
    public static double RootMeanSquare(ReadOnlySpan<short> samples)
    {
        double total = 0;
        foreach (var sample in samples) total += (double)sample * sample;
        return samples.IsEmpty ? 0 : Math.Sqrt(total / samples.Length);
    }
}
