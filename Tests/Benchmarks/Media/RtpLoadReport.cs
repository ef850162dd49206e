using System.Globalization;

namespace Telephony.Benchmarks.Media;

/// <summary>What a run of <see cref="RtpLoad"/> found.</summary>
/// <param name="Streams">Two per call.</param>
/// <param name="JitterMicroseconds">Mean over the streams of the smoothed difference of delays (RFC 3550 A.8).</param>
public sealed record RtpLoadReport(int Streams, TimeSpan Elapsed, long Sent, long Received, DelayHistogram Delays, double JitterMicroseconds)
{
    public long Lost => Sent - Received;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Streams / 2} calls, {Sent} sent, {Lost} lost ({100.0 * Lost / Math.Max(1, Sent):F3} %), delay p50 {Delays.Microseconds(0.5)} us, p99 {Delays.Microseconds(0.99)} us, "
        + $"max {Delays.MaxMicroseconds:F0} us, jitter {JitterMicroseconds:F0} us");
}
