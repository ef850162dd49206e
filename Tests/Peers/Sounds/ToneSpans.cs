namespace Telephony.Peers.Sounds;

/// <summary>One stretch of a sound in which one of several tones is heard; shorter gaps belong to it.</summary>
public readonly record struct ToneSpan(int Hertz, TimeSpan Length, TimeSpan LongestGap);

/// <summary>What was heard after what: windows of 10 ms, each of one tone or none.</summary>
public static class ToneSpans
{
    private const int ShortestWindows = 10;        // a tenth of a second: less is the seam between two

    public static IReadOnlyList<ToneSpan> Of(WaveFile sound, params ReadOnlySpan<int> tones)
    {
        var window = sound.SamplesPerSecond / 100;
        var spans = new List<(int Hertz, int First, int Last, int Count, int Gap)>();
        for (var i = 0; (i + 1) * window <= sound.Samples.Length; i++)
        {
            foreach (var hertz in tones)
            {
                if (ToneCheck.Of(sound.Samples.AsSpan(i * window, window), sound.SamplesPerSecond, hertz).Heard == TimeSpan.Zero) continue;
                if (spans.Count > 0 && spans[^1].Hertz == hertz) spans[^1] = spans[^1] with { Last = i, Count = spans[^1].Count + 1, Gap = Math.Max(spans[^1].Gap, i - spans[^1].Last - 1) };
                else spans.Add((hertz, i, i, 1, 0));
            }
        }
        return [.. spans.Where(static span => span.Count >= ShortestWindows).Select(static span => new ToneSpan(
            span.Hertz, TimeSpan.FromMilliseconds((span.Last - span.First + 1) * 10), TimeSpan.FromMilliseconds(span.Gap * 10)))];
    }
}
