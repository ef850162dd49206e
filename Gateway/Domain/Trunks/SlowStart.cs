namespace Telephony.Domain.Trunks;

/// <summary>
/// A trunk that has come back gets a share of its calls that grows from a tenth to all of them (DR-13), so that what just recovered is not knocked down by a whole
/// queue of callers at once. Safe from any thread.
/// </summary>
public sealed class SlowStart
{
    private const double FirstShare = 0.1;

    private long beganMs = long.MinValue;
    private long lengthMs;

    public void Begin(TimeSpan length, long nowMs)
    {
        Volatile.Write(ref lengthMs, (long)length.TotalMilliseconds);
        Volatile.Write(ref beganMs, nowMs);
    }

    /// <summary>0.1 to 1.</summary>
    public double Share(long nowMs)
    {
        var began = Volatile.Read(ref beganMs);
        var length = Volatile.Read(ref lengthMs);
        if (began == long.MinValue || length <= 0 || nowMs - began >= length) return 1;
        return Math.Clamp((double)(nowMs - began) / length, FirstShare, 1);
    }
}
