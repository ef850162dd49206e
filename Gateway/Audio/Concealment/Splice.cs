using Telephony.Audio.Signals;

namespace Telephony.Audio.Concealment;

/// <summary>Takes a stretch out of a sound so that nobody hears where: what follows begins at the place that is most like what is left out, and is faded in over 5 ms.</summary>
public static class Splice
{
    /// <summary>Fades the beginning of what is left out into what follows, in place.</summary>
    /// <param name="leftOut">Follows what was played last.</param>
    /// <param name="following">Follows <paramref name="leftOut"/>.</param>
    /// <param name="from">Where in <paramref name="following"/> the sound goes on, at most 10 ms into it.</param>
    public static void Join(ReadOnlySpan<short> leftOut, Span<short> following, int sampleRate, out int from)
    {
        var length = Math.Min(sampleRate / 200, Math.Min(leftOut.Length, following.Length));
        from = MostAlike(leftOut[..length], following, Math.Min(sampleRate / 100, following.Length - length));
        for (var i = 0; i < length; i++)
        {
            var share = (float)(i + 1) / (length + 1);
            following[from + i] = Vectors.ToSample(leftOut[i] + (share * (following[from + i] - leftOut[i])));
        }
    }

    private static int MostAlike(ReadOnlySpan<short> pattern, ReadOnlySpan<short> samples, int most)
    {
        var (best, bestScore) = (0, double.NegativeInfinity);
        for (var at = 0; at <= most; at++)
        {
            double product = 0, energy = 1;
            for (var i = 0; i < pattern.Length; i++)
            {
                product += pattern[i] * samples[at + i];
                energy += samples[at + i] * samples[at + i];
            }
            var score = product / Math.Sqrt(energy);
            if (score > bestScore) (best, bestScore) = (at, score);
        }
        return best;
    }
}
