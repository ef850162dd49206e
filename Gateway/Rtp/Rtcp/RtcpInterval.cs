namespace Telephony.Rtp.Rtcp;

/// <summary>When the next report is due (RFC 3550 6.2, 6.3.1) between two participants: bandwidth never binds, so the minimum rules.</summary>
internal static class RtcpInterval
{
    /// <summary>e - 3/2: makes up for the reconsideration that draws intervals long.</summary>
    private const double Compensation = 1.21828;

    /// <param name="chance">Uniform in [0, 1).</param>
    public static long Milliseconds(TimeSpan minimum, bool first, double chance) =>
        Math.Max(1, (long)(minimum.TotalMilliseconds * (first ? 0.5 : 1) * (0.5 + chance) / Compensation));
}
