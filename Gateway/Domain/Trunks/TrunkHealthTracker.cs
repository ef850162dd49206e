namespace Telephony.Domain.Trunks;

/// <summary>
/// The health of one trunk as it runs: feeds <see cref="TrunkHealthMachine"/> and keeps what the report shows. Safe from any thread; reading the availability takes no lock.
/// All times are milliseconds of one monotonic clock.
/// </summary>
public sealed class TrunkHealthTracker(OptionsPing options)
{
    /// <summary>How long a demoted trunk without pings waits for its next trial.</summary>
    public static readonly TimeSpan TrialAfter = TimeSpan.FromSeconds(30);

    /// <summary>A peer's Retry-After is believed up to this.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private OptionsPing options = options;
    private HealthState state;
    private int mayBeTried = 1;
    private long trialAtMs = long.MaxValue;
    private long restUntilMs = long.MinValue;
    private RestingAddress[] resting = [];
    private long? lastPingReplyMs;
    private long? lastPeerPingMs;
    private long? lastCallMs;
    private bool lastPingFailed;
    private bool wasInactive;
    private TrunkHealthReport report = new() { Phase = HealthPhase.Unknown, Ping = PingStatus.Unknown, Overall = OverallStatus.Unknown };

    /// <summary>A final response to our OPTIONS.</summary>
    /// <returns>What to report: becoming active or inactive, or nothing.</returns>
    public HealthEffects OnPingResponse(int statusCode, TimeSpan roundTrip, string software, string allow, long nowMs, DateTimeOffset at)
    {
        lock (gate)
        {
            report = report with { PingsSent = report.PingsSent + 1, RoundTrip = roundTrip, PeerSoftware = software, PeerAllow = allow };
            if (!options.IsAlive(statusCode)) return PingFailed($"OPTIONS had {statusCode}", nowMs, at);
            lastPingFailed = false;
            lastPingReplyMs = nowMs;
            return Step(HealthTrigger.PingAnswered, nowMs, at);
        }
    }

    /// <summary>Our OPTIONS timed out or could not be sent.</summary>
    public HealthEffects OnPingLost(string error, long nowMs, DateTimeOffset at)
    {
        lock (gate)
        {
            report = report with { PingsSent = report.PingsSent + 1 };
            return PingFailed(error, nowMs, at);
        }
    }

    /// <summary>The trunk's own OPTIONS came.</summary>
    public HealthEffects OnPeerPing(string software, string allow, long nowMs, DateTimeOffset at)
    {
        lock (gate)
        {
            lastPeerPingMs = nowMs;
            report = report with { PeerSoftware = software, PeerAllow = allow };
            return Step(HealthTrigger.PeerPinged, nowMs, at);
        }
    }

    /// <summary>A call to or from the trunk showed that it lives: any response but 408 and 503, or its own INVITE.</summary>
    public HealthEffects OnCallAlive(long nowMs, DateTimeOffset at)
    {
        lock (gate)
        {
            lastCallMs = nowMs;
            return Step(HealthTrigger.CallAlive, nowMs, at);
        }
    }

    /// <summary>An INVITE had no response at all, or could not be sent. A 503 is neither this nor life.</summary>
    public HealthEffects OnCallUnreachable(string error, long nowMs, DateTimeOffset at)
    {
        lock (gate)
        {
            report = report with { LastError = error };
            return Step(HealthTrigger.CallUnreachable, nowMs, at);
        }
    }

    /// <summary>Now and then: notices silence, and gives a demoted trunk without pings its trial.</summary>
    public HealthEffects OnTick(long nowMs, DateTimeOffset at)
    {
        lock (gate)
        {
            if (nowMs >= trialAtMs) return Step(HealthTrigger.RestOver, nowMs, at);
            if (lastPeerPingMs is not { } last || nowMs - last <= options.PeerSilence.TotalMilliseconds) return HealthEffects.None;
            return Step(HealthTrigger.PeerSilent, nowMs, at);
        }
    }

    /// <summary>503 with Retry-After (RFC 3261 21.5.4) from one address: leave it alone for so long.</summary>
    /// <param name="whole">The trunk has no other address: it rests as a whole.</param>
    public void Rest(UInt128 address, int port, TimeSpan retryAfter, bool whole, long nowMs)
    {
        var until = nowMs + (long)Math.Min(retryAfter.TotalMilliseconds, LongestRest.TotalMilliseconds);
        lock (gate)
        {
            resting = [.. resting.Where(r => r.UntilMs > nowMs && (r.Address, r.Port) != (address, port)), new RestingAddress(address, port, until)];
            if (whole) Volatile.Write(ref restUntilMs, until);
        }
    }

    public bool IsResting(UInt128 address, int port, long nowMs)
    {
        foreach (var r in Volatile.Read(ref resting))
        {
            if (r.Address == address && r.Port == port && r.UntilMs > nowMs) return true;
        }
        return false;
    }

    public TrunkAvailability Availability(long nowMs)
    {
        if (Volatile.Read(ref mayBeTried) == 0 && nowMs < Volatile.Read(ref trialAtMs)) return TrunkAvailability.Demoted;
        return nowMs < Volatile.Read(ref restUntilMs) ? TrunkAvailability.Resting : TrunkAvailability.Available;
    }

    /// <summary>Takes the options of a new catalogue; the phase stays.</summary>
    public void Apply(OptionsPing next)
    {
        lock (gate) options = next;
    }

    public TrunkHealthReport Report(long nowMs)
    {
        lock (gate)
        {
            var overall = state.Phase switch
            {
                HealthPhase.Unknown => OverallStatus.Unknown,
                HealthPhase.Active or HealthPhase.Suspect => OverallStatus.Active,
                _ => OverallStatus.Inactive,
            };
            return report with { Phase = state.Phase, Ping = PingOf(nowMs), Overall = overall, Reason = overall == OverallStatus.Inactive ? ReasonOf(nowMs) : InactiveReason.None };
        }
    }

    private HealthEffects PingFailed(string error, long nowMs, DateTimeOffset at)
    {
        lastPingFailed = true;
        report = report with { PingsLost = report.PingsLost + 1, LastError = error };
        return Step(HealthTrigger.PingMissed, nowMs, at);
    }

    private HealthEffects Step(HealthTrigger trigger, long nowMs, DateTimeOffset at)
    {
        var (next, effects) = TrunkHealthMachine.On(state, trigger, options);
        state = next;
        Volatile.Write(ref trialAtMs, next.MayBeTried ? long.MaxValue : (effects & HealthEffects.StartRest) != 0 ? nowMs + (long)TrialAfter.TotalMilliseconds : trialAtMs);
        Volatile.Write(ref mayBeTried, next.MayBeTried ? 1 : 0);
        if ((effects & (HealthEffects.ReportActive | HealthEffects.ReportInactive)) != 0) report = report with { LastChange = at };
        if ((effects & HealthEffects.ReportActive) != 0 && wasInactive) effects |= HealthEffects.SlowStart;
        if ((effects & (HealthEffects.ReportActive | HealthEffects.ReportInactive)) != 0) wasInactive = (effects & HealthEffects.ReportInactive) != 0;
        return effects;
    }

    private PingStatus PingOf(long nowMs)
    {
        if (lastPingFailed) return PingStatus.Error;
        if (lastPingReplyMs is null && lastPeerPingMs is null) return PingStatus.Unknown;
        return IsRecent(lastPingReplyMs, nowMs) || IsRecent(lastPeerPingMs, nowMs) ? PingStatus.Ok : PingStatus.Expired;
    }

    private InactiveReason ReasonOf(long nowMs)
    {
        var pings = IsRecent(lastPingReplyMs, nowMs) || IsRecent(lastPeerPingMs, nowMs);
        return (pings, IsRecent(lastCallMs, nowMs)) switch
        {
            (false, false) => InactiveReason.NoRecentCallsAndPings,
            (false, true) => InactiveReason.NoRecentPings,
            _ => InactiveReason.NoRecentCalls,
        };
    }

    private bool IsRecent(long? whenMs, long nowMs) => whenMs is { } when && nowMs - when <= options.PeerSilence.TotalMilliseconds;

    private readonly record struct RestingAddress(UInt128 Address, int Port, long UntilMs);
}
