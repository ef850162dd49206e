using Telephony.Audio.Signals;

namespace Telephony.Audio.Concealment;

/// <summary>
/// Finds the distance at which the end of a stretch of speech best repeats itself, 5 to 15 ms (ITU-T G.711 Appendix I, I.2.2): the lag of the highest normalised correlation of the
/// last 20 ms, looked for roughly in every other sample or fewer, then finely around the best.
/// </summary>
internal static class PitchSearch
{
    private const int CoarseRate = 4000;

    public static int Shortest(int sampleRate) => sampleRate / 200;

    public static int Longest(int sampleRate) => sampleRate * 3 / 200;

    /// <param name="speech">At least 35 ms.</param>
    /// <param name="scratch">At least 35 ms at 4000 Hz: 140.</param>
    public static int Find(ReadOnlySpan<float> speech, int sampleRate, Span<float> scratch)
    {
        var (step, window) = (sampleRate / CoarseRate, sampleRate / 50);
        var (shortest, longest) = (Shortest(sampleRate), Longest(sampleRate));
        var coarse = Thin(speech[^(window + longest)..], step, scratch);
        var best = Best(coarse, window / step, shortest / step, longest / step) * step;
        return Best(speech, window, Math.Max(shortest, best - step + 1), Math.Min(longest, best + step - 1));
    }

    private static int Best(ReadOnlySpan<float> speech, int window, int shortest, int longest)
    {
        var end = speech[^window..];
        var (best, bestScore) = (shortest, float.NegativeInfinity);
        for (var lag = shortest; lag <= longest; lag++)
        {
            var earlier = speech.Slice(speech.Length - window - lag, window);
            var score = Vectors.Dot(end, earlier) / MathF.Sqrt(Vectors.Energy(earlier) + 1);
            if (score > bestScore) (best, bestScore) = (lag, score);
        }
        return best;
    }

    /// <summary>Means of groups: enough of a low-pass for finding a period of 5 ms and more.</summary>
    private static ReadOnlySpan<float> Thin(ReadOnlySpan<float> speech, int step, Span<float> scratch)
    {
        if (step == 1) return speech;
        var thin = scratch[..(speech.Length / step)];
        for (var i = 0; i < thin.Length; i++)
        {
            thin[i] = 0;
            foreach (var sample in speech.Slice(i * step, step)) thin[i] += sample;
        }
        return thin;
    }
}
