using System.Globalization;

namespace Telephony.Benchmarks.Soak;

/// <summary>
/// Whether something grows. The first third is warming up and does not count; of the rest the medians of the first and the last third are compared, so that a collection
/// that has just been, or is just due, decides nothing.
/// </summary>
internal static class SoakVerdict
{
    /// <param name="tolerance">Share of the first median that noise may make.</param>
    /// <param name="floor">And so much besides, in the figure's unit.</param>
    public static (bool Flat, string Sentence) Of(string what, IReadOnlyList<SoakSample> samples, Func<SoakSample, double> read, double tolerance, double floor)
    {
        var counted = samples.Skip(samples.Count / 3).Select(read).ToList();
        if (counted.Count < 6) return (false, $"{what}: {counted.Count} samples are too few to say.");
        var third = counted.Count / 3;
        var (first, last) = (Median(counted[..third]), Median(counted[^third..]));
        var flat = last - first <= (tolerance * first) + floor;
        return (flat, string.Create(CultureInfo.InvariantCulture, $"{what}: {first:F1} at first, {last:F1} at last, {counted.Max():F1} at most: {(flat ? "flat" : "GROWS")}."));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
