namespace Telephony.Smpp.Sending;

/// <summary>
/// When the next submit_sm may leave: as many a second as the contract allows, and none for a while after the centre asked for rest (ESME_RTHROTTLED, queue full). The rest doubles while it goes
/// on asking and is forgotten with the first message it takes. Safe to call from any thread.
/// </summary>
internal sealed class SendPace(int perSecond, TimeProvider clock)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly TimeSpan _gap = perSecond == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(1.0 / perSecond);
    private DateTimeOffset _next;
    private DateTimeOffset _restUntil;
    private TimeSpan _rest;

    /// <summary>How long the centre still rests; zero when messages may leave.</summary>
    public TimeSpan Resting
    {
        get
        {
            lock (_gate)
            {
                var left = _restUntil - clock.GetUtcNow();
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Takes the next turn; the wait until it comes.</summary>
    public TimeSpan TakeTurn()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var turn = _next > now ? _next : now;
            _next = turn + _gap;
            return turn - now;
        }
    }

    /// <summary>The centre asked for rest; how long it gets.</summary>
    public TimeSpan Rest()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_restUntil > now) return _restUntil - now;      // said by the others of one window
            _rest = _rest == TimeSpan.Zero ? FirstRest : _rest * 2 < LongestRest ? _rest * 2 : LongestRest;
            _restUntil = now + _rest;
            return _rest;
        }
    }

    public void Taken()
    {
        lock (_gate) _rest = TimeSpan.Zero;
    }
}
