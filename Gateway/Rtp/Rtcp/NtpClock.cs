namespace Telephony.Rtp.Rtcp;

/// <summary>
/// NTP time for reports (RFC 3550 4): taken from the wall clock once and carried on by the monotonic one, so that a step of the
/// system's clock never bends a round-trip time.
/// </summary>
internal sealed class NtpClock
{
    private static readonly DateTimeOffset Era = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TimeProvider _clock;
    private readonly long _startTicks;
    private readonly long _startTimestamp;

    public NtpClock(TimeProvider clock)
    {
        _clock = clock;
        _startTimestamp = clock.GetTimestamp();
        _startTicks = (clock.GetUtcNow() - Era).Ticks;
    }

    public ulong Now
    {
        get
        {
            var ticks = _startTicks + _clock.GetElapsedTime(_startTimestamp).Ticks;
            var (seconds, rest) = Math.DivRem((ulong)ticks, (ulong)TimeSpan.TicksPerSecond);
            return (seconds << 32) | ((rest << 32) / (ulong)TimeSpan.TicksPerSecond);
        }
    }
}
