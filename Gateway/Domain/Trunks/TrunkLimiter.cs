namespace Telephony.Domain.Trunks;

/// <summary>Which way a call goes, seen from the gateway.</summary>
public enum CallDirection : byte
{
    Inbound,
    Outbound,
}

/// <summary>
/// What one trunk carries now, against its limits. Shared by all signalling shards: channels and rates are single interlocked words, hourly sums are behind tiny locks taken a few times per call.
/// All times are milliseconds of one monotonic clock. It outlives a change of the catalogue: calls that run stay counted. What a tenant of a carrier takes is taken of the carrier's
/// trunk too.
/// </summary>
public sealed class TrunkLimiter
{
    private const long MsPerMinute = 60_000;

    private readonly HourlyWindow calls = new();
    private readonly HourlyWindow answeredMs = new();
    private readonly Lock runningGate = new();
    private TokenBucket callsIn;
    private TokenBucket callsOut;
    private TokenBucket requests;
    private int channels;
    private int peak;
    private long running;
    private long runningSinceSum;
    private TrunkLimits limits;

    private readonly TrunkLimiter? parent;

    /// <param name="parent">Of the carrier's trunk; null: there is none.</param>
    public TrunkLimiter(TrunkLimits limits, TrunkLimiter? parent = null) => (this.limits, this.parent) = (limits, parent);

    public TrunkLimits Limits => Volatile.Read(ref limits);

    public int ChannelsInUse => Volatile.Read(ref channels);

    /// <summary>Channels in use over the channels there are; without that limit over a thousand.</summary>
    public double Load => (double)ChannelsInUse / Math.Max(1, Limits.Channels ?? 1000);

    /// <summary>Most channels in use since the last time this was asked, and at least those in use now.</summary>
    public int TakePeak() => Math.Max(Interlocked.Exchange(ref peak, 0), ChannelsInUse);

    /// <summary>Takes new limits from a new catalogue; nothing that runs is ended by it.</summary>
    public void Apply(TrunkLimits next) => Volatile.Write(ref limits, next);

    /// <summary>Takes a channel and a call from the rates, or nothing and says which limit refuses. Each <see cref="LimitRefusal.None"/> needs one <see cref="Release"/>.</summary>
    public LimitRefusal TryTake(CallDirection direction, long nowMs)
    {
        var now = Limits;
        if (Interlocked.Increment(ref channels) > (now.Channels ?? int.MaxValue)) return Undo(LimitRefusal.Channels);
        if (IsOverMinutes(now, nowMs)) return Undo(LimitRefusal.MinutesPerHour);
        var rate = direction == CallDirection.Inbound
            ? callsIn.TryTake(now.CpsIn, nowMs) ? LimitRefusal.None : LimitRefusal.CpsIn
            : callsOut.TryTake(now.CpsOut, nowMs) ? LimitRefusal.None : LimitRefusal.CpsOut;
        if (rate != LimitRefusal.None) return Undo(rate);
        if (now.CallsPerHour is { } most && !calls.TryAddOne(most, nowMs)) return Undo(LimitRefusal.CallsPerHour);
        // Last, so that a tenant over its own limit takes nothing from the others.
        if (parent?.TryTake(direction, nowMs) is { } full and not LimitRefusal.None)
        {
            if (now.CallsPerHour is not null) calls.Add(-1, nowMs);
            return Undo(full);
        }
        NotePeak();
        return LimitRefusal.None;
    }

    /// <summary>Takes a channel whatever the limits say: emergency calls. Needs one <see cref="Release"/> too.</summary>
    public void TakeAlways(long nowMs)
    {
        Interlocked.Increment(ref channels);
        NotePeak();
        if (Limits.CallsPerHour is not null) calls.Add(1, nowMs);
        parent?.TakeAlways(nowMs);
    }

    /// <summary>The call was answered: its minutes count from now on.</summary>
    public void Answered(long nowMs)
    {
        parent?.Answered(nowMs);
        lock (runningGate)
        {
            running++;
            runningSinceSum += nowMs;
        }
    }

    /// <summary>Gives the channel back.</summary>
    /// <param name="answeredAtMs">What was given to <see cref="Answered"/>; null when the call was never answered.</param>
    public void Release(long? answeredAtMs, long nowMs)
    {
        Interlocked.Decrement(ref channels);
        parent?.Release(answeredAtMs, nowMs);
        if (answeredAtMs is not { } since) return;
        lock (runningGate)
        {
            running--;
            runningSinceSum -= since;
        }
        answeredMs.Add(Math.Clamp(nowMs - since, 0, 60 * MsPerMinute), nowMs);
    }

    /// <summary>One request from the trunk outside of a dialog.</summary>
    public LimitRefusal TryRequest(long nowMs) =>
        requests.TryTake(Limits.RequestsPerSecond, nowMs) ? parent?.TryRequest(nowMs) ?? LimitRefusal.None : LimitRefusal.RequestsPerSecond;

    /// <summary>Looks whether a call would fit, without taking anything.</summary>
    public LimitRefusal Room(CallDirection direction, long nowMs)
    {
        var now = Limits;
        if (ChannelsInUse >= (now.Channels ?? int.MaxValue)) return LimitRefusal.Channels;
        if (IsOverMinutes(now, nowMs)) return LimitRefusal.MinutesPerHour;
        if (direction == CallDirection.Inbound && !callsIn.HasToken(now.CpsIn, nowMs)) return LimitRefusal.CpsIn;
        if (direction == CallDirection.Outbound && !callsOut.HasToken(now.CpsOut, nowMs)) return LimitRefusal.CpsOut;
        if (now.CallsPerHour is { } most && calls.Sum(nowMs) >= most) return LimitRefusal.CallsPerHour;
        return parent?.Room(direction, nowMs) ?? LimitRefusal.None;
    }

    /// <summary>Answered milliseconds of the last hour, those of running calls included.</summary>
    public long AnsweredMsInHour(long nowMs)
    {
        long runningMs;
        lock (runningGate) runningMs = (running * nowMs) - runningSinceSum;
        return answeredMs.Sum(nowMs) + Math.Max(0, runningMs);
    }

    private bool IsOverMinutes(TrunkLimits now, long nowMs) => now.MinutesPerHour is { } most && AnsweredMsInHour(nowMs) >= most * MsPerMinute;

    // Of two at the same moment the lower may be kept; the next call or the next look puts it right.
    private void NotePeak()
    {
        var used = ChannelsInUse;
        if (used > Volatile.Read(ref peak)) Volatile.Write(ref peak, used);
    }

    private LimitRefusal Undo(LimitRefusal refusal)
    {
        Interlocked.Decrement(ref channels);
        return refusal;
    }
}
