namespace Telephony.Calls.Protection;

public enum LoadChange : byte
{
    None,
    Began,
    Ended,
}

/// <summary>
/// Refuses new requests when those that come have waited too long for the loop: measured, not guessed from rates, so that it holds for any machine and any mix of calls. Pure.
/// <code>
///   waited      0 ────── limit ─────────────── 3 × limit ──►
///   refused     none     │ a growing share    │ all             once requests have waited beyond the limit for <see cref="Standing"/>
/// </code>
/// A pause of the machine makes one heap of requests wait: on a busy machine it takes longer than <see cref="Standing"/> to work it off, but it grows smaller all the while, and nobody is refused
/// for it. Only a queue that stands is an overload. Refusing costs a fraction of a call, so the queue drains and calls in progress, whose requests are never refused, get their turn.
/// </summary>
public sealed class LoadShedder(TimeSpan limit)
{
    /// <summary>How long requests must have waited beyond the limit, one after the other.</summary>
    public static readonly TimeSpan Standing = TimeSpan.FromMilliseconds(200);

    /// <summary>Without a request for so long there is no queue.</summary>
    private const long Forgotten = 1000;

    /// <summary>A queue that is no longer than this share of what it was <see cref="Standing"/> ago empties by itself.</summary>
    private const double Shrinking = 0.95;

    private readonly double _limitMs = limit.TotalMilliseconds;
    private long _aboveSince = long.MinValue;
    private double _waitedThen;
    private long _lastMs = long.MinValue;

    public bool IsOverloaded { get; private set; }

    public long Refused { get; private set; }

    /// <summary>A new request has come; it waited so long.</summary>
    public LoadChange Observe(double waitedMs, long nowMs)
    {
        if (_limitMs <= 0) return LoadChange.None;
        var before = IsOverloaded;
        if (nowMs - _lastMs > Forgotten || waitedMs <= _limitMs) (_aboveSince, IsOverloaded) = (long.MinValue, false);
        _lastMs = nowMs;
        if (waitedMs > _limitMs)
        {
            if (_aboveSince == long.MinValue) (_aboveSince, _waitedThen) = (nowMs, waitedMs);
            if (nowMs - _aboveSince >= Standing.TotalMilliseconds)
            {
                if (waitedMs > _waitedThen * Shrinking) IsOverloaded = true;
                (_aboveSince, _waitedThen) = (nowMs, waitedMs);
            }
        }
        return (before, IsOverloaded) switch
        {
            (false, true) => LoadChange.Began,
            (true, false) => LoadChange.Ended,
            _ => LoadChange.None,
        };
    }

    /// <summary>Whether the request that was observed last is refused.</summary>
    /// <param name="chance">Drawn anew for each, 0 to 1.</param>
    public bool Sheds(double waitedMs, double chance)
    {
        if (!IsOverloaded || chance >= (waitedMs - _limitMs) / (2 * _limitMs)) return false;
        Refused++;
        return true;
    }
}
