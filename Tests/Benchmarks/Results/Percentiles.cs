using System.Globalization;

namespace Telephony.Benchmarks.Results;

/// <summary>Median and 99th percentile of a set of measurements.</summary>
internal readonly record struct Percentiles(double P50, double P99, int Count)
{
    public static Percentiles Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? default : new Percentiles(sorted[sorted.Length / 2], sorted[Math.Min(sorted.Length - 1, sorted.Length * 99 / 100)], sorted.Length);
    }

    public override string ToString() => Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{P50:F2} / {P99:F2}");
}
