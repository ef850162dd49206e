namespace Telephony.Benchmarks.Conferences;

/// <summary>What one party of a conference hears in a second, beside the ideal mix, which is the sum of what the others say.</summary>
/// <param name="OffDb">How much louder or softer than in the ideal mix the tone of another party is: the worst of them.</param>
/// <param name="OwnDb">Its own voice, below what it says.</param>
/// <param name="RestDb">All that is no party's tone (clicks, gaps, distortion, the noise of G.711), below the mix.</param>
internal readonly record struct HeardMix(double OffDb, double OwnDb, double RestDb)
{
    /// <param name="heard">A second of it.</param>
    public static HeardMix Of(ReadOnlySpan<short> heard, IReadOnlyList<PartyTone> all, int own)
    {
        var (off, mix, energy, ownDb) = (0.0, 0.0, 0.0, 0.0);
        foreach (var sample in heard) energy += (double)sample * sample / heard.Length;
        for (var i = 0; i < all.Count; i++)
        {
            var amplitude = AmplitudeOf(heard, all[i].Hertz);
            if (i == own)
            {
                ownDb = Db(amplitude * amplitude, all[i].Amplitude * all[i].Amplitude);
                continue;
            }
            mix += amplitude * amplitude / 2;
            off = Math.Max(off, Math.Abs(Db(amplitude * amplitude, all[i].Amplitude * all[i].Amplitude)));
        }
        return new HeardMix(off, ownDb, Db(Math.Max(0, energy - mix), mix));
    }

    /// <summary>Of a frequency that has whole periods in the samples.</summary>
    public static double AmplitudeOf(ReadOnlySpan<short> samples, int hertz)
    {
        var (re, im) = (0.0, 0.0);
        for (var i = 0; i < samples.Length; i++)
        {
            var angle = 2 * Math.PI * hertz * i / PartyTone.Rate;
            (re, im) = (re + (samples[i] * Math.Cos(angle)), im + (samples[i] * Math.Sin(angle)));
        }
        return 2 * Math.Sqrt((re * re) + (im * im)) / samples.Length;
    }

    private static double Db(double power, double of) => 10 * Math.Log10((power + 1e-9) / (of + 1e-9));
}
