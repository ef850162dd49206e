using System.Diagnostics;

namespace Telephony.Benchmarks.Media;

/// <summary>Delays counted by the microsecond up to a tenth of a second; what is longer counts there.</summary>
public sealed class DelayHistogram
{
    private readonly long[] _counts = new long[100_000];

    public long Count { get; private set; }

    public double MaxMicroseconds { get; private set; }

    internal void Add(long ticks)
    {
        var microseconds = ticks * 1e6 / Stopwatch.Frequency;
        _counts[(int)Math.Clamp(microseconds, 0, _counts.Length - 1)]++;
        MaxMicroseconds = Math.Max(MaxMicroseconds, microseconds);
        Count++;
    }

    /// <param name="part">0 to 1.</param>
    public int Microseconds(double part)
    {
        var wanted = (long)Math.Ceiling(Count * part);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted) return i;
        }
        return _counts.Length;
    }
}
