namespace Telephony.Domain.Trunks;

/// <summary>
/// A token bucket in one word, taken from by any number of threads without a lock: it holds the instant at which the bucket would be full again (generic cell rate algorithm, ITU-T I.371 Annex A).
/// The bucket holds one second's worth, at least one token.
/// </summary>
public struct TokenBucket
{
    private const double MicrosPerSecond = 1_000_000;

    private long fullAtMicros;

    /// <param name="perSecond">Tokens per second; null is "no limit".</param>
    /// <param name="nowMs">Any monotonic clock in milliseconds.</param>
    public bool TryTake(double? perSecond, long nowMs)
    {
        if (perSecond is not { } rate) return true;
        if (rate <= 0) return false;
        var (step, room) = Shape(rate);
        var now = nowMs * 1000;
        while (true)
        {
            var seen = Volatile.Read(ref fullAtMicros);
            var next = Math.Max(seen, now) + step;
            if (next - now > room) return false;
            if (Interlocked.CompareExchange(ref fullAtMicros, next, seen) == seen) return true;
        }
    }

    /// <summary>Whether a token is there, without taking it.</summary>
    public readonly bool HasToken(double? perSecond, long nowMs)
    {
        if (perSecond is not { } rate) return true;
        if (rate <= 0) return false;
        var (step, room) = Shape(rate);
        return Math.Max(fullAtMicros, nowMs * 1000) + step - (nowMs * 1000) <= room;
    }

    private static (long Step, long Room) Shape(double rate)
    {
        var step = Math.Max(1, (long)(MicrosPerSecond / rate));
        return (step, Math.Max(step, step * (long)Math.Floor(rate)));
    }
}
