namespace Telephony.Peers.Sounds;

/// <summary>What was heard of one frequency. Judged in windows of 10 ms, so frequencies are multiples of 100 Hz.</summary>
/// <param name="Share">Energy at the frequency as a share of all energy between the first and the last window that has the tone; 0 to 1.</param>
/// <param name="Heard">From the first to the last window with the tone.</param>
/// <param name="LongestGap">The longest run of windows without the tone in between.</param>
public readonly record struct ToneCheck(double Share, TimeSpan Heard, TimeSpan LongestGap)
{
    private const int WindowMilliseconds = 10;
    private const double ToneShare = 0.8;
    private const double Silence = 100.0 * 100.0;      // mean square below this is silence: -50 dB of full scale

    public static ToneCheck Of(WaveFile sound, int hertz) => Of(sound.Samples, sound.SamplesPerSecond, hertz);

    public static ToneCheck Of(ReadOnlySpan<short> samples, int samplesPerSecond, int hertz)
    {
        var window = samplesPerSecond * WindowMilliseconds / 1000;
        var (first, last, gap, run) = (-1, -1, 0, 0);
        var (atTone, all, pendingTone, pendingAll) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; (i + 1) * window <= samples.Length; i++)
        {
            var part = samples.Slice(i * window, window);
            var (tone, energy) = (Goertzel(part, samplesPerSecond, hertz), Energy(part));
            var has = energy > Silence * window && tone / energy > ToneShare;
            if (first < 0 && !has) continue;
            pendingTone += tone;
            pendingAll += energy;
            if (!has)
            {
                run++;
                continue;
            }

            if (first < 0) first = i;
            (gap, run, last) = (Math.Max(gap, run), 0, i);
            (atTone, all, pendingTone, pendingAll) = (atTone + pendingTone, all + pendingAll, 0, 0);
        }

        return first < 0
            ? default
            : new ToneCheck(atTone / all, TimeSpan.FromMilliseconds((last - first + 1) * WindowMilliseconds), TimeSpan.FromMilliseconds(gap * WindowMilliseconds));
    }

    /// <summary>How long these two tones, and nothing else, are heard together: nine tenths of the energy, each of them a quarter of it.</summary>
    public static TimeSpan Together(WaveFile sound, int one, int other)
    {
        var window = sound.SamplesPerSecond * WindowMilliseconds / 1000;
        var windows = 0;
        for (var i = 0; (i + 1) * window <= sound.Samples.Length; i++)
        {
            var part = sound.Samples.AsSpan(i * window, window);
            var (first, second, energy) = (Goertzel(part, sound.SamplesPerSecond, one), Goertzel(part, sound.SamplesPerSecond, other), Energy(part));
            if (energy > Silence * window && first + second > 0.9 * energy && Math.Min(first, second) > 0.25 * energy) windows++;
        }
        return TimeSpan.FromMilliseconds(windows * WindowMilliseconds);
    }

    public override string ToString() => $"share {Share:F3}, heard {Heard.TotalMilliseconds} ms, longest gap {LongestGap.TotalMilliseconds} ms";

    private static double Energy(ReadOnlySpan<short> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples) sum += (double)sample * sample;
        return sum;
    }

    // The energy of the one frequency, scaled so that a pure tone gives the energy of its window.
    private static double Goertzel(ReadOnlySpan<short> samples, int samplesPerSecond, int hertz)
    {
        var turn = 2 * Math.Cos(2 * Math.PI * hertz / samplesPerSecond);
        var (one, two) = (0.0, 0.0);
        foreach (var sample in samples) (one, two) = (sample + turn * one - two, one);
        return (one * one + two * two - turn * one * two) * 2 / samples.Length;
    }
}
